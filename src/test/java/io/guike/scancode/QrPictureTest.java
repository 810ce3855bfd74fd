package io.guike.scancode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class QrPictureTest {

    private static final String CONTENT = "http://weixin.qq.com/q/02aBcDeFgHiJkLmNoPqRsTuVwXyZ";
    private static final Pattern RUN = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1H(\\d+)z");

    @Test
    void pngOfEverySizeIsReadBack() throws IOException {
        for (int size : new int[] {280, 641, 2000}) {
            byte[] picture = QrPicture.png(CONTENT, size);
            assertEquals(CONTENT, Decoding.text(picture));
            assertEquals(size, ImageIO.read(new ByteArrayInputStream(picture)).getWidth());
        }
    }

    @Test
    void svgIsWellFormedAndShowsTheSameCode() throws Exception {
        String svg = QrPicture.svg(CONTENT, 640);
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertEquals("svg", root.getTagName());
        assertEquals("640", root.getAttribute("width"));
        assertEquals(CONTENT, Decoding.text(painted(root)));
    }

    @Test
    void fourModulesAroundTheCodeStayWhite() {
        Matcher run = RUN.matcher(QrPicture.svg(CONTENT, 640));
        assertTrue(run.find());
        assertEquals("4", run.group(1));
        assertEquals("4", run.group(2));
        assertEquals("7", run.group(3));
    }

    private static byte[] painted(Element svg) throws IOException {
        int modules = Integer.parseInt(svg.getAttribute("viewBox").split(" ")[2]);
        int scale = 8;
        BufferedImage image = new BufferedImage(modules * scale, modules * scale, BufferedImage.TYPE_INT_RGB);
        var paper = image.createGraphics();
        paper.setColor(Color.WHITE);
        paper.fillRect(0, 0, image.getWidth(), image.getHeight());
        paper.setColor(Color.BLACK);
        Matcher run = RUN.matcher(((Element) svg.getElementsByTagName("path").item(0)).getAttribute("d"));
        while (run.find()) {
            paper.fillRect(
                    Integer.parseInt(run.group(1)) * scale,
                    Integer.parseInt(run.group(2)) * scale,
                    Integer.parseInt(run.group(3)) * scale,
                    scale);
        }
        paper.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
