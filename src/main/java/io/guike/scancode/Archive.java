package io.guike.scancode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** A ZIP of pictures, named so that any file system takes the names. */
final class Archive {

    /** Lists the codes whose picture is missing. */
    static final String MISSING = "not-ready.txt";

    private static final int LONGEST_NAME = 40;

    private final int size;
    private final List<Picture> pictures = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    private record Picture(String name, String content) {}

    /** @param size of the pictures in pixels */
    Archive(int size) {
        this.size = size;
    }

    /** @param content null where there is no picture yet */
    void add(String storeCode, StoredCode code, @Nullable String content) {
        String name = safe(storeCode) + "-" + safe(code.name()) + "-" + code.shortCode();
        if (content == null) {
            missing.add(name);
        } else {
            pictures.add(new Picture(name + ".png", content));
        }
    }

    byte[] zip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Picture picture : pictures) {
                put(zip, picture.name(), QrPicture.png(picture.content(), size));
            }
            if (!missing.isEmpty()) {
                String list = "以下二维码尚未生成，请稍后重新下载：\r\n" + String.join("\r\n", missing) + "\r\n";
                put(zip, MISSING, list.getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    /** Letters and digits of any script; everything else becomes an underscore. */
    static String safe(String text) {
        return text.codePoints()
                .limit(LONGEST_NAME)
                .mapToObj(point -> Character.isLetterOrDigit(point) ? Character.toString(point) : "_")
                .collect(Collectors.joining());
    }
}
