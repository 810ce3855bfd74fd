package io.guike.benchmark;

import io.guike.benchmark.Job.Account;
import io.guike.benchmark.Job.Scanning;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Scans as WeChat sends them in safe mode, signed and encrypted here before the clock runs, so that this costs the
 * machine nothing while it is measured. Past the prepared ones they are made as they are needed.
 */
final class SealedScans {

    private static final int BLOCK = 32;

    private final Account account;
    private final Scanning scanning;
    private final SecretKeySpec key;
    private final IvParameterSpec start;
    private final List<Callback> prepared;

    /** @param uri with its signature */
    record Callback(String uri, Buffer body) {}

    SealedScans(Account account, Scanning scanning, int prepare) {
        this.account = account;
        this.scanning = scanning;
        byte[] bytes = Base64.getDecoder().decode(account.aesKey() + "=");
        key = new SecretKeySpec(bytes, "AES");
        start = new IvParameterSpec(bytes, 0, 16);
        prepared = new ArrayList<>(prepare);
        for (int i = 0; i < prepare; i++) {
            prepared.add(make(i));
        }
    }

    Callback get(long number) {
        return number < prepared.size() ? prepared.get((int) number) : make(number);
    }

    private Callback make(long number) {
        String encrypted = encrypt(message(number));
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        String nonce = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40));
        String uri = "/wechat/" + account.appid() + "?encrypt_type=aes&timestamp=" + timestamp + "&nonce=" + nonce
                + "&signature=" + sign(account.token(), timestamp, nonce) + "&msg_signature="
                + sign(account.token(), timestamp, nonce, encrypted);
        String body = "<xml><ToUserName><![CDATA[" + account.originalId() + "]]></ToUserName><Encrypt><![CDATA["
                + encrypted + "]]></Encrypt></xml>";
        return new Callback(uri, Buffer.buffer(body));
    }

    private String message(long number) {
        long known = scanning.known();
        long person = known == 0 ? number : number % known;
        long at = scanning.happenedAt() + (known == 0 ? 0 : number / known);
        String scene = scanning.scenes().get((int) (number % scanning.scenes().size()));
        String key = scanning.event().equals("subscribe") ? "qrscene_" + scene : scene;
        return "<xml><ToUserName><![CDATA[" + account.originalId() + "]]></ToUserName><FromUserName><![CDATA["
                + scanning.people() + "-" + person + "]]></FromUserName><CreateTime>" + at
                + "</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[" + scanning.event()
                + "]]></Event><EventKey><![CDATA[" + key + "]]></EventKey></xml>";
    }

    private String encrypt(String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        byte[] appid = account.appid().getBytes(StandardCharsets.UTF_8);
        byte[] random = new byte[16];
        ThreadLocalRandom.current().nextBytes(random);
        int used = random.length + Integer.BYTES + text.length + appid.length;
        byte[] clear = new byte[used + BLOCK - used % BLOCK];
        Arrays.fill(clear, (byte) (clear.length - used));
        ByteBuffer.wrap(clear).put(random).putInt(text.length).put(text).put(appid);
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, start);
            return Base64.getEncoder().encodeToString(cipher.doFinal(clear));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(String... parts) {
        Arrays.sort(parts);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest(String.join("", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
