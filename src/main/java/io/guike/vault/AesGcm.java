package io.guike.vault;

import io.guike.platform.Ids;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM. The bytes are a version (1), a random nonce (12), the cipher text and the tag (16). */
final class AesGcm {

    static final int KEY_BYTES = 32;

    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEAD_BYTES = 1 + NONCE_BYTES;

    private AesGcm() {}

    static SecretKey key(byte[] bytes) {
        return new SecretKeySpec(bytes, "AES");
    }

    /** @param bound must be given again to open: what the bytes belong to */
    static byte[] seal(SecretKey key, byte[] clear, byte[] bound) {
        byte[] nonce = Ids.random(NONCE_BYTES);
        byte[] sealed = Arrays.copyOf(new byte[] {VERSION}, HEAD_BYTES + clear.length + TAG_BYTES);
        System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, bound);
            cipher.doFinal(clear, 0, clear.length, sealed, HEAD_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws SealBroken unless these very bytes were sealed with this key for what is bound */
    static byte[] open(SecretKey key, byte[] sealed, byte[] bound) {
        if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] != VERSION) {
            throw new SealBroken("these bytes were not sealed here");
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, HEAD_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, bound)
                    .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
        } catch (AEADBadTagException e) {
            throw new SealBroken("the seal is broken, or of another owner or field");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] bound) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(bound);
        return cipher;
    }
}
