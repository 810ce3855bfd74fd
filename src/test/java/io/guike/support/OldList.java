package io.guike.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A list of old members of any length, the same each time, of which about three lines in a hundred are bad: unknown stores,
 * wrong phones, repeated lines, and phones that another line far away has as well.
 *
 * @param stores codes
 * @param promoters numbers
 */
public record OldList(int lines, List<String> stores, List<String> promoters) {

    private static final String PATH = "/api/hq/imports/rosters";
    private static final int PART_BYTES = 2 << 20;
    private static final String FAMILY = "王李张刘陈杨赵黄周吴";
    private static final LocalDate FIRST_DAY = LocalDate.of(2012, 1, 1);

    private String line(int number) {
        if (number % 1_009 == 1_008) {
            return line(number - 1);
        }
        int phoneOf = number % 2_503 == 7 ? number / 2 : number;
        String phone = number % 101 == 50 ? "12345" : "" + (13_000_000_000L + 37L * phoneOf);
        String store = number % 97 == 60 ? "NOWHERE" : stores.get(number % stores.size());
        return String.join(
                        ",",
                        phone,
                        "R%08d".formatted(number),
                        FAMILY.charAt(number % FAMILY.length()) + "顾客" + number % 1_000,
                        "",
                        "" + number % 5_000,
                        store,
                        promoters.get(number % promoters.size()),
                        FIRST_DAY.plusDays(number % 4_000).toString())
                + "\n";
    }

    private void parts(Consumer<byte[]> taker) {
        ByteArrayOutputStream part = new ByteArrayOutputStream(PART_BYTES + 200);
        part.writeBytes("手机号,卡号,姓名,等级,积分,门店编码,导购工号,入会日期\n".getBytes(UTF_8));
        for (int i = 1; i <= lines; i++) {
            part.writeBytes(line(i).getBytes(UTF_8));
            if (part.size() >= PART_BYTES || i == lines) {
                taker.accept(part.toByteArray());
                part.reset();
            }
        }
    }

    /**
     * Sends the list and starts its import.
     *
     * @param request by head office to the service
     * @return the run's id
     */
    public String start(Supplier<RequestSpecification> request) {
        String run = command(request)
                .body(Map.of("fileName", "名册.csv"))
                .post(PATH)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        int[] sent = new int[2];
        parts(part -> {
            request.get()
                    .contentType("application/octet-stream")
                    .body(part)
                    .put(PATH + "/" + run + "/parts/" + ++sent[0])
                    .then()
                    .statusCode(200);
            sent[1] += part.length;
        });
        command(request)
                .body(Map.of("parts", sent[0], "bytes", sent[1]))
                .post(PATH + "/" + run + "/start")
                .then()
                .statusCode(202);
        return run;
    }

    private static RequestSpecification command(Supplier<RequestSpecification> request) {
        return request.get()
                .contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString());
    }

    public static JsonPath view(Supplier<RequestSpecification> request, String run) {
        return request.get()
                .get(PATH + "/" + run)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
