package io.guike.scancode;

import io.guike.access.RateLimits;
import io.guike.platform.PlatformProblem;
import io.guike.staff.StaffMembers;
import io.guike.staff.StaffMembers.StaffName;
import io.guike.store.StoreView;
import io.guike.store.Stores;
import io.guike.wechat.WeChat;
import io.guike.wechat.WeChatRefused;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Pictures of codes, alone, in an archive, on paper and on the page behind a link. Drawn on worker threads. */
@ApplicationScoped
class Prints {

    private static final Logger LOG = Logger.getLogger(Prints.class);

    static final int MOST_AT_ONCE = 500;
    static final int USUAL_SIZE = 640;

    /** Of pictures; an office behind one address that pages through its codes stays below it. */
    static final RateLimits.Limit PER_ADDRESS = new RateLimits.Limit("scancode-picture", 600, Duration.ofMinutes(1));

    private static final int WIDEST_MINI = 1280;

    @Inject
    CodeViews views;

    @Inject
    ScanCodes codes;

    @Inject
    Stores stores;

    @Inject
    StaffMembers staff;

    @Inject
    Scenes scenes;

    @Inject
    DrawnPictures drawn;

    @Inject
    WeChat wechat;

    @Inject
    Vertx vertx;

    @Inject
    @ConfigProperty(name = "guike.scancode.mini-page", defaultValue = "pages/index/index")
    String miniPage;

    /** A file format, as the query names it. */
    enum Format {
        png("image/png"),
        svg("image/svg+xml"),
        jpeg("image/jpeg");

        final String type;

        Format(String type) {
            this.type = type;
        }
    }

    /** @param name for the file, ASCII */
    record Picture(byte[] bytes, String type, String name) {

        Response answer() {
            return Response.ok(bytes, type)
                    .header("Content-Disposition", "inline; filename=\"" + name + "\"")
                    .header("X-Content-Type-Options", "nosniff")
                    .header("Cache-Control", "no-store")
                    .build();
        }
    }

    /** @param format null for what the medium has */
    record Looks(
            Medium medium,
            @Nullable Format format,
            @Nullable Integer size) {

        int pixels() {
            int pixels = size == null ? USUAL_SIZE : size;
            int largest = medium == Medium.MINI ? WIDEST_MINI : QrPicture.LARGEST;
            if (pixels < QrPicture.SMALLEST || pixels > largest) {
                throw PlatformProblem.REQUEST_INVALID.because(
                        "size must lie between " + QrPicture.SMALLEST + " and " + largest);
            }
            return pixels;
        }

        Format formatOrUsual() {
            Format usual = medium == Medium.MINI ? Format.jpeg : Format.png;
            Format asked = format == null ? usual : format;
            if ((asked == Format.jpeg) != (medium == Medium.MINI)) {
                throw ScanCodeProblem.FORMAT_UNSUPPORTED.because(medium + " as " + asked);
            }
            return asked;
        }
    }

    /** @param owner whose code it must be; null for anybody's */
    Uni<Picture> picture(UUID id, @Nullable UUID owner, Looks looks) {
        int size = looks.pixels();
        Format format = looks.formatOrUsual();
        return views.get(id).chain(code -> {
            if (owner != null && !owner.equals(code.staffId())) {
                throw ScanCodeProblem.UNKNOWN.problem();
            }
            mustHave(code, looks.medium());
            Uni<byte[]> picture =
                    format == Format.jpeg ? mini(code, size) : draw(content(code, looks.medium()), format, size);
            return picture.map(bytes -> new Picture(bytes, format.type, code.shortCode() + "." + format));
        });
    }

    private static void mustHave(StoredCode code, Medium medium) {
        if (!code.isActive()) {
            throw ScanCodeProblem.RETIRED.problem();
        }
        if (!code.media().contains(medium)) {
            throw ScanCodeProblem.MEDIUM_MISSING.problem();
        }
    }

    private String content(StoredCode code, Medium medium) {
        String content = views.content(code, medium);
        if (content == null) {
            throw ScanCodeProblem.NOT_READY.problem();
        }
        return content;
    }

    private Uni<byte[]> draw(String content, Format format, int size) {
        return drawn.get(
                format + " " + size + " " + content,
                () -> apart(() -> format == Format.svg
                        ? QrPicture.svg(content, size).getBytes(StandardCharsets.UTF_8)
                        : QrPicture.png(content, size)));
    }

    private Uni<byte[]> mini(StoredCode code, int size) {
        String scene = scenes.scene(code.sceneKey());
        return drawn.get("mini " + size + " " + scene, () -> wechat.miniProgramCode(scene, miniPage, size))
                .onFailure(WeChatRefused.class)
                .transform(failure -> ((WeChatRefused) failure).isPassing()
                        ? ScanCodeProblem.WECHAT_UNAVAILABLE.problem()
                        : ScanCodeProblem.WECHAT_REFUSED.because(String.valueOf(failure.getMessage())));
    }

    /**
     * A ZIP of PNG pictures, with a list of those that are not ready yet.
     *
     * @param medium null for what suits paper best
     */
    Uni<byte[]> archive(List<UUID> storeIds, List<UUID> ids, @Nullable Medium medium, @Nullable Integer size) {
        int pixels = new Looks(Medium.LINK, Format.png, size).pixels();
        if (medium == Medium.MINI) {
            throw ScanCodeProblem.FORMAT_UNSUPPORTED.because("MINI as png");
        }
        return wanted(storeIds, ids)
                .chain(found -> stores.views(found.stream()
                                .map(StoredCode::storeId)
                                .distinct()
                                .toList())
                        .chain(places -> {
                            Archive archive = new Archive(pixels);
                            found.forEach(code -> add(archive, code, places, medium));
                            return apart(archive::zip);
                        }));
    }

    private void add(Archive archive, StoredCode code, Map<UUID, StoreView> places, @Nullable Medium medium) {
        Medium chosen = medium == null ? code.forPaper() : medium;
        StoreView store = places.get(code.storeId());
        archive.add(store == null ? "" : store.code(), code, chosen == null ? null : views.content(code, chosen));
    }

    private Uni<List<StoredCode>> wanted(List<UUID> storeIds, List<UUID> ids) {
        return views.active(storeIds, ids, MOST_AT_ONCE + 1).invoke(found -> {
            if (found.isEmpty()) {
                throw ScanCodeProblem.NOTHING_TO_PRINT.problem();
            }
            if (found.size() > MOST_AT_ONCE) {
                throw ScanCodeProblem.TOO_MANY.because("more than " + MOST_AT_ONCE);
            }
        });
    }

    /** All active codes of a store, ready to be printed on A4. */
    Uni<String> page(UUID storeId) {
        return stores.get(storeId)
                .chain(store -> wanted(List.of(storeId), List.of())
                        .map(found -> found.stream().map(this::card).toList())
                        .chain(cards -> apart(() -> PrintPage.html(store, cards))));
    }

    private PrintPage.Card card(StoredCode code) {
        Medium medium = code.forPaper();
        String content = medium == null ? null : views.content(code, medium);
        Instant lapsesAt = medium == null || content == null ? null : code.lapsesAt(medium);
        return new PrintPage.Card(code.name(), code.shortCode(), code.kind(), content, lapsesAt);
    }

    /** The page behind a plain link. Whatever goes wrong, a shopper sees a friendly page. */
    Uni<String> linkPage(String scene) {
        return codes.resolve(scene)
                .chain(scanned -> scanned == null || !scanned.active()
                        ? Uni.createFrom().item(LinkPage.neutral())
                        : linkPage(scanned))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf(failure, "A link leads to the neutral page");
                    return LinkPage.neutral();
                });
    }

    private Uni<String> linkPage(ScannedCode scanned) {
        return views.get(scanned.id())
                .chain(code -> stores.get(scanned.storeId())
                        .chain(store -> promoter(scanned.staffId())
                                .chain(promoter -> welcome(code, store, promoter.isEmpty() ? null : promoter.get(0)))));
    }

    /** Nobody where the person has left. */
    private Uni<List<String>> promoter(@Nullable UUID staffId) {
        return staff.names(staffId == null ? List.of() : List.of(staffId)).map(names -> {
            List<String> present = new ArrayList<>();
            names.values().stream()
                    .filter(person -> person.leftAt() == null)
                    .map(StaffName::name)
                    .forEach(present::add);
            return present;
        });
    }

    private Uni<String> welcome(StoredCode code, StoreView store, @Nullable String promoter) {
        String content = views.content(code, Medium.SERVICE);
        return content == null
                ? Uni.createFrom().item(LinkPage.welcome(store, promoter, null))
                : draw(content, Format.png, LinkPage.PICTURE_SIZE)
                        .map(picture -> LinkPage.welcome(store, promoter, picture));
    }

    private <T> Uni<T> apart(Callable<T> work) {
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(work, false).toCompletionStage());
    }
}
