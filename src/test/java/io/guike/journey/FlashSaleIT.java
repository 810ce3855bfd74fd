package io.guike.journey;

import io.guike.embedded.Fleet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flash sale over two replicas: exactly the stock, one to each, and none lost, whatever breaks meanwhile. */
class FlashSaleIT {

    private static final int STOCK = 150;
    private static final int PEOPLE = 10 * STOCK;

    @TempDir
    static Path directory;

    private static Shop shop;
    private static Crowd crowd;

    @BeforeAll
    static void openAShop() throws Exception {
        shop = new Shop(new Fleet(directory), 2);
        crowd = Crowd.of(PEOPLE, shop.fleet);
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
    void tenTimesTheStockComeAndEachCouponIsSomebodysOwn() {
        Buyers buyers = new Buyers(shop, crowd, STOCK);
        buyers.letEverybodyIn();
        buyers.mustHaveGotAll();
    }

    /**
     * Everybody gets a coupon until there is none left, so as many are given at each fault as have come by then, at most: the
     * others wait at the door for what it leaves them.
     */
    @Test
    void theSaleOutlivesTheDatabaseRedisAndAReplica() throws Exception {
        Buyers buyers = new Buyers(shop, crowd, STOCK);
        buyers.letIn(50).awaitGiven(25).meet(() -> shop.fleet.postgres().kill());
        buyers.letIn(100).awaitFailedTries(50);
        shop.fleet.postgres().startAgain();
        buyers.awaitGiven(75).meet(FlashSaleIT::flushRedis);
        buyers.letIn(135).awaitGiven(112).meet(() -> shop.replica(0).kill());
        buyers.letEverybodyIn();
        buyers.awaitFailedTries(50);
        buyers.mustHaveGotAll();
    }

    /** Of something: the limits of those who have just come are counted there. */
    private static void flushRedis() throws IOException {
        URI redis = URI.create(shop.fleet.setting("guike.redis.url"));
        try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
            socket.setSoTimeout(10_000);
            String user = redis.getUserInfo();
            String sign = user == null ? "PING" : "AUTH " + user.substring(user.indexOf(':') + 1);
            String commands = sign + "\r\nDBSIZE\r\nFLUSHALL\r\n";
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String said = answers.readLine() + answers.readLine() + answers.readLine();
            if (!said.matches("\\+(OK|PONG):[1-9][0-9]*\\+OK")) {
                throw new IOException(said);
            }
        }
    }
}
