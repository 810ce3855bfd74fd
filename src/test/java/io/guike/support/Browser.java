package io.guike.support;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A headless Chromium of this machine, and a record of what its pages complained about; a test class registers one as a
 * static extension. Where there is no Chromium, each test of the class is skipped and says so; with
 * {@code GUIKE_REQUIRE_BROWSER=true} it fails. Belongs to one thread.
 */
public final class Browser implements BeforeEachCallback, AfterAllCallback {
    private static final String REQUIRED = "GUIKE_REQUIRE_BROWSER";
    /** As long as a machine with much else to do may take for a call of the service. */
    private static final double PATIENCE_MILLIS = 60_000;

    private static final String CHOSEN = "CHROMIUM_PATH";
    private static final List<String> USUAL = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final Set<String> hosts = new ConcurrentSkipListSet<>();
    private Playwright playwright;
    private com.microsoft.playwright.Browser chromium;

    @Override
    public void beforeEach(ExtensionContext context) {
        if (chromium != null) {
            return;
        }
        Path executable = find();
        if (executable == null) {
            refuse("no Chromium here: install one, or name it in " + CHOSEN);
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(ARGUMENTS));
    }

    private static void refuse(String reason) {
        if (Boolean.parseBoolean(System.getenv(REQUIRED))) {
            Assertions.fail(reason + " (" + REQUIRED + " is set)");
        }
        Assumptions.abort(reason);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (playwright != null) {
            playwright.close();
        }
    }

    /** The one that is named, or else where one usually is. */
    private static Path find() {
        String chosen = System.getenv(CHOSEN);
        return (chosen == null ? USUAL.stream() : Stream.of(chosen))
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** A page of a profile of its own: nothing that another page stored is seen. It waits for what it is asked for. */
    public Page newPage(int width, int height) {
        var profile = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setLocale("zh-CN"));
        profile.setDefaultTimeout(PATIENCE_MILLIS);
        profile.onPage(this::watch);
        return profile.newPage();
    }

    private void watch(Page page) {
        page.onConsoleMessage(this::heard);
        page.onPageError(error -> problems.add("uncaught: " + error));
        page.onRequest(request -> {
            if (request.url().startsWith("http")) {
                hosts.add(URI.create(request.url().split("[?#]", 2)[0]).getHost());
            }
        });
    }

    private void heard(ConsoleMessage message) {
        if (message.type().equals("error") || message.type().equals("warning")) {
            problems.add(message.type() + ": " + message.text());
        }
    }

    /** Errors and warnings on the console and uncaught exceptions since the last call. */
    public List<String> takeProblems() {
        List<String> taken = List.copyOf(problems);
        problems.clear();
        return taken;
    }

    /** Every host that a page has asked so far. */
    public Set<String> hosts() {
        return Set.copyOf(hosts);
    }
}
