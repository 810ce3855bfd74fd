package io.guike.journey;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.guike.embedded.Fleet;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flash sale over two replicas: exactly the stock, one to each, and none lost, whatever breaks meanwhile. */
class FlashSaleIT {

    private static final int LONGEST_SECONDS = 400;

    @TempDir
    static Path directory;

    private static Shop shop;

    @BeforeAll
    static void openAShop() throws Exception {
        shop = new Shop(new Fleet(directory), 2);
    }

    @AfterAll
    static void closeTheShop() throws Exception {
        shop.close();
    }

    @BeforeEach
    void everybodyIsThere() throws Exception {
        shop.mend();
    }

    @Test
    void manyTimesTheStockComeAndEachCouponIsSomebodysOwn() throws Exception {
        Buyers buyers = new Buyers(shop, 240, 40);
        buyers.come(0, 240, 3).get(LONGEST_SECONDS, SECONDS);
        buyers.mustHaveGot(40);
    }

    @Test
    void theSaleOutlivesTheDatabaseRedisAndAReplica() throws Exception {
        Buyers buyers = new Buyers(shop, 240, 210);
        CompletableFuture<Void> first = buyers.come(0, 80, 2);
        buyers.awaitMoreAnswers(10);
        shop.fleet.postgres().kill();
        CompletableFuture<Void> second = buyers.come(80, 160, 2);
        shop.fleet.postgres().startAgain();
        buyers.awaitMoreAnswers(10);
        flushRedis();
        first.get(LONGEST_SECONDS, SECONDS);
        CompletableFuture<Void> third = buyers.come(160, 240, 2);
        buyers.awaitMoreAnswers(10);
        shop.replica(0).kill();
        second.get(LONGEST_SECONDS, SECONDS);
        third.get(LONGEST_SECONDS, SECONDS);
        buyers.mustHaveGot(210);
    }

    private static void flushRedis() throws IOException {
        URI redis = URI.create(shop.fleet.setting("guike.redis.url"));
        try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
            socket.setSoTimeout(10_000);
            String user = redis.getUserInfo();
            String sign = user == null ? "" : "AUTH " + user.substring(user.indexOf(':') + 1) + "\r\n";
            socket.getOutputStream().write((sign + "FLUSHALL\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(sign.isEmpty() ? 5 : 10);
            if (!new String(answer, StandardCharsets.US_ASCII).endsWith("+OK\r\n")) {
                throw new IOException(new String(answer, StandardCharsets.US_ASCII));
            }
        }
    }
}
