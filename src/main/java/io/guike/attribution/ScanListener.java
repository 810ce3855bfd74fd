package io.guike.attribution;

import io.guike.attribution.Touches.Recorded;
import io.guike.member.Members;
import io.guike.member.Person;
import io.guike.scancode.CodeScans.CodeScan;
import io.guike.scancode.Greetings;
import io.guike.staff.StaffLinks;
import io.guike.wechat.Inbound;
import io.guike.wechat.InboundListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Hears scans, and answers them by naming the store and the salesperson. */
@ApplicationScoped
class ScanListener implements InboundListener {

    /** The menu entry 「我的导购」. */
    static final String MY_PROMOTER = "MY_PROMOTER";

    private static final String STAFF_SCAN = "员工扫码，已记录，不影响顾客归属。";
    private static final String NO_LONGER_VALID = "欢迎光临！您扫的二维码已停用，不影响您使用会员服务。";
    private static final String WELCOME = "欢迎光临！";

    @Inject
    Members members;

    @Inject
    Touches touches;

    @Inject
    Why why;

    @Override
    public int order() {
        return 20;
    }

    @Override
    public Uni<@Nullable String> hear(Inbound inbound) {
        String scene = inbound.scene();
        if (scene != null && !StaffLinks.isLink(scene)) {
            return members.visitor(inbound.appid(), inbound.openid())
                    .chain(person -> touches.record(arrival(inbound, person, scene)))
                    .map(ScanListener::greeting);
        }
        return inbound.kind() == Inbound.Kind.TAPPED_MENU && MY_PROMOTER.equals(inbound.text())
                ? why.tell(inbound.appid(), inbound.openid())
                : Uni.createFrom().nullItem();
    }

    private static Arrival arrival(Inbound inbound, Person person, String scene) {
        return new Arrival(
                inbound.id(), inbound.appid(), inbound.openid(), person, scene, inbound.at(), inbound.receivedAt());
    }

    static String greeting(Recorded recorded) {
        CodeScan scan = recorded.scan();
        return switch (recorded.touch().verdict()) {
            case STAFF_SCAN -> STAFF_SCAN;
            case RETIRED_CODE -> NO_LONGER_VALID;
            case UNKNOWN_CODE -> WELCOME;
            case COUNTS, COUNTS_FOR_STORE ->
                scan == null
                        ? WELCOME
                        : Greetings.render(
                                scan.code().greeting(),
                                scan.storeName(),
                                scan.staffName(),
                                scan.code().name());
        };
    }
}
