package io.guike.scancode;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.NotFoundException;
import com.google.zxing.client.j2se.BufferedImageLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import javax.imageio.ImageIO;

/** Reads pictures of codes as a phone would. */
final class Decoding {

    private Decoding() {}

    static String text(byte[] picture) {
        try {
            var image = ImageIO.read(new ByteArrayInputStream(picture));
            return new QRCodeReader()
                    .decode(
                            new BinaryBitmap(new HybridBinarizer(new BufferedImageLuminanceSource(image))),
                            // Drawn, not photographed: looking for the corners misses a few contents.
                            Map.of(DecodeHintType.PURE_BARCODE, true))
                    .getText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NotFoundException | com.google.zxing.ChecksumException | com.google.zxing.FormatException e) {
            throw new AssertionError("no code in the picture", e);
        }
    }
}
