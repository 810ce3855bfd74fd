package io.guike.attribution;

import io.guike.member.Members;
import io.guike.platform.Database;
import io.guike.platform.Days;
import io.guike.platform.Row;
import io.guike.scancode.CodeKind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says in one sentence whose customer somebody is, and which fact decided. */
@ApplicationScoped
class Why {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(Days.ZONE);

    private static final String REASON = "，原因：";

    @Inject
    Database database;

    @Inject
    Members members;

    @Inject
    Names names;

    @Inject
    Policies policies;

    /**
     * The deciding fact of a kept owner.
     *
     * @param reason of a ruling
     */
    record Deciding(
            UUID personId,
            String number,
            @Nullable UUID storeId,
            @Nullable UUID staffId,
            @Nullable UUID formerStaffId,
            @Nullable String factKind,
            @Nullable UUID factId,
            @Nullable String source,
            @Nullable Instant since,
            @Nullable String reason) {}

    /** @param sentence zh-CN */
    record WhyView(
            String sentence,
            @Nullable String factKind,
            @Nullable UUID factId,
            @Nullable Instant since,
            AttributionPolicy.Rule rule,
            int days) {

        WhyView withoutReason() {
            int reason = sentence.indexOf(REASON);
            return reason < 0
                    ? this
                    : new WhyView(sentence.substring(0, reason) + "。", factKind, factId, since, rule, days);
        }
    }

    Uni<@Nullable Deciding> deciding(UUID person) {
        return database.sql("""
                        select o.person_id, o.person_number, o.store_id, o.staff_id, o.former_staff_id, o.fact_kind,
                          o.fact_id, o.source, o.since, r.reason
                        from ownership o left join owner_ruling r on r.id = o.fact_id where o.person_id = :person""").with("person", person).first(Why::deciding);
    }

    private static Deciding deciding(Row row) {
        return new Deciding(
                row.uuid(0),
                row.text(1),
                row.uuidOrNull(2),
                row.uuidOrNull(3),
                row.uuidOrNull(4),
                row.textOrNull(5),
                row.uuidOrNull(6),
                row.textOrNull(7),
                row.instantOrNull(8),
                row.textOrNull(9));
    }

    Uni<WhyView> explain(Deciding deciding) {
        return namesOf(deciding)
                .chain(known -> policies.current()
                        .map(policy -> new WhyView(
                                sentence(deciding, known, policy),
                                deciding.factKind(),
                                deciding.factId(),
                                deciding.since(),
                                policy.rule(),
                                policy.days())));
    }

    private Uni<Names.Known> namesOf(Deciding deciding) {
        return names.of(
                List.of(deciding),
                row -> Stream.of(row.storeId()),
                row -> Stream.of(row.staffId(), row.formerStaffId()));
    }

    static String sentence(Deciding deciding, Names.Known known, AttributionPolicy policy) {
        Instant since = deciding.since();
        String kind = deciding.factKind();
        if (since == null || kind == null) {
            return "还没有有效的扫码，暂无归属。";
        }
        String owner = owner(deciding, known);
        String when = MINUTE.format(since);
        return switch (kind) {
            case "TOUCH" ->
                when + " 扫了"
                        + CodeKind.valueOf(String.valueOf(deciding.source())).zh() + "，按「" + policy.zh() + "」规则归属"
                        + owner + "。";
            case "IMPORT" -> "老会员名册记载自 " + when + " 起归属" + owner + "。";
            default ->
                when + " 由总部" + (kind.equals("MOVE") ? "调整" : "交接") + "给" + owner + REASON + deciding.reason() + "。";
        };
    }

    private static String owner(Deciding deciding, Names.Known known) {
        String store = "「" + known.store(deciding.storeId()) + "」";
        if (deciding.staffId() != null) {
            return store + "导购 " + known.staff(deciding.staffId());
        }
        return deciding.formerStaffId() == null
                ? store
                : store + "（导购 " + known.staff(deciding.formerStaffId()) + " 已离职，由门店接待）";
    }

    /** Answers a shopper who asks for their salesperson. */
    Uni<@Nullable String> tell(String appid, String openid) {
        return members.visitor(appid, openid)
                .chain(person -> deciding(person.id()))
                .chain(deciding -> deciding == null || deciding.storeId() == null
                        ? Uni.createFrom().item("您还没有专属导购，欢迎到店扫码。")
                        : namesOf(deciding).map(known -> "为您服务的是" + owner(deciding, known) + "。"));
    }
}
