package io.guike.simulator;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.util.Base64;
import java.util.Map;

/** Pictures of codes as a person gives them to the phone. */
final class PhonePictures {
    private PhonePictures() {}

    static FilePayload file(String type, byte[] picture) {
        return new FilePayload("code", type, picture);
    }

    /** Drops a file on the phone, as a drag from the desktop ends. */
    static void drop(Page page, String type, byte[] picture) {
        page.evaluate("""
                ({ type, data }) => {
                  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
                  const transfer = new DataTransfer();
                  transfer.items.add(new File([bytes], 'code', { type }));
                  const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
                  document.querySelector('.phone').dispatchEvent(new DragEvent('drop', options));
                }""", Map.of("type", type, "data", Base64.getEncoder().encodeToString(picture)));
    }

    /** A drawing of the code that says no size, only its proportions. */
    static String svg(String text) throws WriterException {
        BitMatrix matrix = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < matrix.getHeight(); y++) {
            for (int x = 0; x < matrix.getWidth(); x++) {
                if (matrix.get(x, y)) {
                    path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + matrix.getWidth() + " " + matrix.getHeight()
                + "\"><path d=\"" + path + "\"/></svg>";
    }
}
