package io.guike.membership;

import io.guike.access.AuditLog;
import io.guike.access.Caller;
import io.guike.platform.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The levels (等级) that members have. New members get the default one. */
@ApplicationScoped
public class Levels {

    @Inject
    Database database;

    @Inject
    AuditLog audit;

    /**
     * A level.
     *
     * @param code stable, in capitals: what imports and rules name
     * @param rank the higher, the better
     */
    public record Level(
            @NotNull @Pattern(regexp = "[A-Z0-9_]{1,20}") String code,
            @NotBlank @Size(max = 20) String name,
            @Min(0) int rank,
            boolean isDefault) {}

    /** From the lowest to the highest. */
    public Uni<List<Level>> all() {
        return database.sql("select code, name, rank, is_default from member_level order by rank")
                .list(row -> new Level(row.text(0), row.text(1), row.integer(2), row.flag(3)));
    }

    /** @throws io.guike.platform.Problem {@code membership.level-unknown} */
    public Uni<Level> get(String code) {
        return all().map(levels -> levels.stream()
                .filter(level -> level.code().equals(code))
                .findFirst()
                .orElseThrow(MembershipProblem.LEVEL_UNKNOWN::problem));
    }

    /**
     * Replaces the list as a whole.
     *
     * @throws io.guike.platform.Problem {@code membership.levels-invalid}, {@code membership.level-in-use}
     */
    Uni<List<Level>> replace(Caller by, List<Level> levels) {
        mustBeSound(levels);
        List<String> codes = levels.stream().map(Level::code).toList();
        return database.tx(session -> database.lock("membership.levels")
                .chain(() -> mustBeUnused(codes))
                .chain(() -> database.sql("delete from member_level").run())
                .chain(() -> Database.each(levels, this::insert))
                .chain(() -> audit.record(by, "membership.levels", "levels", Map.of("levels", levels)))
                .chain(this::all));
    }

    private static void mustBeSound(List<Level> levels) {
        long codes = levels.stream().map(Level::code).distinct().count();
        long ranks = levels.stream().map(Level::rank).distinct().count();
        long defaults = levels.stream().filter(Level::isDefault).count();
        if (codes < levels.size() || ranks < levels.size()) {
            throw MembershipProblem.LEVELS_INVALID.because("代码和级别都不能重复");
        }
        if (defaults != 1) {
            throw MembershipProblem.LEVELS_INVALID.because("必须有且只有一个默认等级");
        }
    }

    private Uni<Void> mustBeUnused(List<String> kept) {
        return database.sql("""
                        select code from member_level where code not in (:kept)
                          and exists (select 1 from membership where level = member_level.code) order by code""")
                .with("kept", kept)
                .list(row -> row.text(0))
                .invoke(used -> {
                    if (!used.isEmpty()) {
                        throw MembershipProblem.LEVEL_IN_USE.because(
                                used.stream().collect(Collectors.joining(", ")));
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Integer> insert(Level level) {
        return database.sql(
                        "insert into member_level (code, name, rank, is_default) values (:code, :name, :rank, :default)")
                .with("code", level.code())
                .with("name", level.name().strip())
                .with("rank", level.rank())
                .with("default", level.isDefault())
                .run();
    }
}
