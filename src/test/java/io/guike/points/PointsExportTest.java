package io.guike.points;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.guike.membership.Newcomers;
import io.guike.membership.Newcomers.Newcomer;
import io.guike.platform.Database;
import io.guike.points.PointsData.Line;
import io.guike.support.Api;
import io.guike.support.Run;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whoever asks what is kept about them is told every line of their points. */
@QuarkusTest
class PointsExportTest {

    @Inject
    PointsData data;

    @Inject
    Purses purses;

    @Inject
    Newcomers newcomers;

    @Inject
    Database database;

    @Inject
    Clock clock;

    private List<Line> lines(UUID person, int page) {
        return Run.now(() -> data.lines(person, page));
    }

    private static List<Long> points(List<Line> lines) {
        return lines.stream().map(Line::points).toList();
    }

    @Test
    void nothingIsLeftOutWhereverAPageEnds() {
        UUID person = purses.person();
        int many = 25;
        for (int i = 1; i <= many; i++) {
            purses.earn(person, i, Expiry.NEVER);
        }
        List<Long> all =
                LongStream.rangeClosed(1, many).mapToObj(i -> many + 1 - i).toList();
        for (int page : List.of(1, 4, 5, many - 1, many, many + 1)) {
            assertEquals(all, points(lines(person, page)), "pages of " + page);
        }
        assertEquals(List.of(), lines(purses.person(), 5));
    }

    /** A spending over the accounts of two who are one is one line, also at the end of a page. */
    @Test
    void whatWentOverSeveralAccountsIsOneLine() {
        UUID person = purses.person();
        UUID other = purses.person();
        purses.merge(person, other);
        for (int i = 0; i < 6; i++) {
            purses.earn(person, 10, Expiry.NEVER);
            purses.earn(other, 10, Expiry.NEVER);
            purses.spend(person, 20);
        }
        UUID living = purses.living(person);
        List<Long> all = IntStream.range(0, 6)
                .boxed()
                .flatMap(i -> List.of(-20L, 10L, 10L).stream())
                .toList();
        for (int page : List.of(1, 2, 7, 5_000)) {
            assertEquals(all, points(lines(living, page)), "pages of " + page);
        }
    }

    @Test
    void whatIsSetAsideAndWhatIsPromisedStandsInTheExport() {
        Newcomer member = newcomers.member();
        purses.earn(member.person(), 30, Expiry.NEVER);
        purses.hold(member.person(), 12, Duration.ofDays(9));
        Run.now(() -> database.sql("""
                        insert into points_pending (id, reason, source, origin_id, person_id, promised, points, expiry,
                          actor, text, state, at)
                        values (:id, 'REVIEW', :source, :person, :person, 8, 5, 'NEVER', 'test', '评价', 'PENDING', :now)""")
                .with("id", UUID.randomUUID())
                .with("source", Purses.key())
                .with("person", member.person())
                .with("now", clock.instant())
                .run());
        Api.as(member.token())
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("sections.points.holds.points", contains(12))
                .body("sections.points.promises.points", contains(5))
                .body("sections.points.promises[0].text", equalTo("评价"));
    }

    @Test
    void theExportHasThemAll() {
        Newcomer member = newcomers.member();
        int begun = lines(member.person(), 5_000).size();
        purses.earn(member.person(), 30, Expiry.NEVER);
        purses.spend(member.person(), 10);
        Api.as(member.token())
                .get("/api/me/export")
                .then()
                .statusCode(200)
                .body("sections.points.entries", hasSize(begun + 2));
    }
}
