package io.guike.points;

import java.util.List;

/**
 * One deed of a history, without anybody's id, so that it can be done anew for other people.
 *
 * @param number of the step when the history was drawn, which is the key of what it makes; stays when others are left out
 * @param who the person, and {@code other} another one where two are merged
 * @param points of a voided promise 0: all that is left
 * @param hours how long a hold lives, or how much time passes
 * @param of the number of the step that is activated, captured, refunded, undone, repeated
 */
record Step(int number, Deed deed, int who, int other, long points, Expiry expiry, int hours, int of) {

    /** What is done, and how often among a hundred steps. */
    enum Deed {
        EARN(8),
        PEND(6),
        ACTIVATE(6),
        VOID_PROMISE(3),
        SPEND(15),
        HOLD(14),
        CAPTURE(8),
        VOID_HOLD(3),
        GIVE_BACK(8),
        CLAW_BACK(12),
        REPEAT(3),
        MERGE(4),
        UNDO(3),
        PASS(7);

        private final int often;

        Deed(int often) {
            this.often = often;
        }

        static Deed of(int dice) {
            int rest = dice;
            for (Deed deed : values()) {
                rest -= deed.often;
                if (rest < 0) {
                    return deed;
                }
            }
            throw new IllegalArgumentException("not below a hundred: " + dice);
        }

        /** What a step of this kind can refer to. */
        List<Deed> refersTo() {
            return switch (this) {
                case ACTIVATE, VOID_PROMISE -> List.of(PEND);
                case CAPTURE, VOID_HOLD -> List.of(HOLD);
                case GIVE_BACK -> List.of(SPEND, HOLD);
                case CLAW_BACK -> List.of(EARN, PEND);
                case UNDO -> List.of(MERGE);
                case REPEAT -> List.of(EARN, PEND, SPEND, HOLD, ACTIVATE, CAPTURE, VOID_HOLD, GIVE_BACK, CLAW_BACK);
                case EARN, PEND, SPEND, HOLD, MERGE, PASS -> List.of();
            };
        }
    }

    String words() {
        String told = switch (deed) {
            case EARN -> "#%d earns %d, %s".formatted(who, points, expiry.text());
            case PEND -> "#%d is promised %d, %s".formatted(who, points, expiry.text());
            case ACTIVATE -> "what %d promised is activated".formatted(of);
            case VOID_PROMISE -> "%s of what %d promised is void".formatted(points == 0 ? "all" : "" + points, of);
            case SPEND -> "#%d spends %d".formatted(who, points);
            case HOLD -> "%d of #%d are set aside for %d hours".formatted(points, who, hours);
            case CAPTURE -> "%d of what %d set aside are captured".formatted(points, of);
            case VOID_HOLD -> "what %d set aside is freed".formatted(of);
            case GIVE_BACK -> "%d of what %d spent are refunded".formatted(points, of);
            case CLAW_BACK -> "%d of what %d brought are taken back".formatted(points, of);
            case REPEAT -> "%d is sent again".formatted(of);
            case MERGE -> "#%d and #%d are merged".formatted(who, other);
            case UNDO -> "the merge of %d is undone".formatted(of);
            case PASS -> "%d hours pass".formatted(hours);
        };
        return number + ". " + told;
    }
}
