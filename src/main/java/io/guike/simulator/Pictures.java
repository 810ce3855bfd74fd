package io.guike.simulator;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.EncodeHintType;
import com.google.zxing.ReaderException;
import com.google.zxing.WriterException;
import com.google.zxing.client.j2se.BufferedImageLuminanceSource;
import com.google.zxing.client.j2se.MatrixToImageConfig;
import com.google.zxing.client.j2se.MatrixToImageWriter;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Draws and reads QR pictures. Slow: to be called off the event loop. */
final class Pictures {
    private static final int MAX_PIXELS = 40_000_000;
    private static final int TRANSPARENT = 0x00FFFFFF;
    private static final int BLACK = 0xFF000000;
    private static final int WHITE = 0xFFFFFFFF;

    private Pictures() {}

    static byte[] jpeg(String content, int width) throws IOException {
        return write(draw(content, width, BLACK, WHITE), BufferedImage.TYPE_INT_RGB, "jpg");
    }

    static byte[] jpeg(String content, int width, int rgb) throws IOException {
        return write(draw(content, width, BLACK | rgb, WHITE), BufferedImage.TYPE_INT_RGB, "jpg");
    }

    static byte[] transparentPng(String content, int width, int rgb) throws IOException {
        return write(draw(content, width, BLACK | rgb, TRANSPARENT), BufferedImage.TYPE_INT_ARGB, "png");
    }

    private static BufferedImage draw(String content, int width, int ink, int paper) throws IOException {
        Map<EncodeHintType, Object> hints = Map.of(
                EncodeHintType.ERROR_CORRECTION,
                ErrorCorrectionLevel.M,
                EncodeHintType.MARGIN,
                2,
                EncodeHintType.CHARACTER_SET,
                "UTF-8");
        try {
            BitMatrix matrix = new QRCodeWriter().encode(content, BarcodeFormat.QR_CODE, width, width, hints);
            return MatrixToImageWriter.toBufferedImage(matrix, new MatrixToImageConfig(ink, paper));
        } catch (WriterException e) {
            throw new IOException(e);
        }
    }

    private static byte[] write(BufferedImage drawn, int type, String format) throws IOException {
        BufferedImage image = copy(drawn, type, null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("no writer for " + format);
        }
        return out.toByteArray();
    }

    private static BufferedImage copy(BufferedImage from, int type, @Nullable Color paper) {
        BufferedImage image = new BufferedImage(from.getWidth(), from.getHeight(), type);
        Graphics2D graphics = image.createGraphics();
        graphics.drawImage(from, 0, 0, paper, null);
        graphics.dispose();
        return image;
    }

    /** The text of the QR code in a PNG or JPEG picture, or null where there is none. */
    static @Nullable String read(byte[] picture) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
        if (image == null || (long) image.getWidth() * image.getHeight() > MAX_PIXELS) {
            return null;
        }
        var source = new BufferedImageLuminanceSource(copy(image, BufferedImage.TYPE_INT_RGB, Color.WHITE));
        String text = read(new BinaryBitmap(new HybridBinarizer(source)));
        return text == null ? read(new BinaryBitmap(new GlobalHistogramBinarizer(source))) : text;
    }

    private static @Nullable String read(BinaryBitmap bitmap) {
        // A photograph and a drawn picture need different ways.
        for (DecodeHintType way : List.of(DecodeHintType.TRY_HARDER, DecodeHintType.PURE_BARCODE)) {
            String text = read(bitmap, Map.of(way, true, DecodeHintType.CHARACTER_SET, "UTF-8"));
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static @Nullable String read(BinaryBitmap bitmap, Map<DecodeHintType, Object> hints) {
        try {
            return new QRCodeReader().decode(bitmap, hints).getText();
        } catch (ReaderException e) {
            return null;
        }
    }
}
