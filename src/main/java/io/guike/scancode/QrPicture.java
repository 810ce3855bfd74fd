package io.guike.scancode;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.client.j2se.MatrixToImageWriter;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Draws QR codes: error correction M, and the quiet zone of four modules that the standard asks for. */
final class QrPicture {

    static final int SMALLEST = 280;
    static final int LARGEST = 2000;

    private static final Map<EncodeHintType, Object> HINTS = Map.of(
            EncodeHintType.ERROR_CORRECTION,
            ErrorCorrectionLevel.M,
            EncodeHintType.MARGIN,
            4,
            EncodeHintType.CHARACTER_SET,
            "UTF-8");

    private QrPicture() {}

    /** @param size width and height in pixels */
    static byte[] png(String content, int size) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            MatrixToImageWriter.writeToStream(modules(content, size), "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A whole document; {@code size} is only what viewers show at first. */
    static String svg(String content, int size) {
        return svg(content, "width=\"%1$d\" height=\"%1$d\"".formatted(size));
    }

    /** An element for a page, whose style sheet gives the size. */
    static String svgElement(String content) {
        return svg(content, "class=\"qr\"");
    }

    private static String svg(String content, String attributes) {
        BitMatrix modules = modules(content, 0);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            appendRow(path, modules, y);
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" %s viewBox="0 0 %d %d" shape-rendering="crispEdges">\
                <rect width="100%%" height="100%%" fill="#fff"/><path fill="#000" d="%s"/></svg>""".formatted(attributes, modules.getWidth(), modules.getHeight(), path);
    }

    /** One rectangle for each run of dark modules. */
    private static void appendRow(StringBuilder path, BitMatrix modules, int y) {
        int x = 0;
        while (x < modules.getWidth()) {
            int end = x;
            while (end < modules.getWidth() && modules.get(end, y)) {
                end++;
            }
            if (end > x) {
                path.append('M')
                        .append(x)
                        .append(' ')
                        .append(y)
                        .append('h')
                        .append(end - x)
                        .append("v1H")
                        .append(x)
                        .append('z');
            }
            x = end + 1;
        }
    }

    /** @param size 0 for one pixel a module */
    private static BitMatrix modules(String content, int size) {
        try {
            return new QRCodeWriter().encode(content, BarcodeFormat.QR_CODE, size, size, HINTS);
        } catch (WriterException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
