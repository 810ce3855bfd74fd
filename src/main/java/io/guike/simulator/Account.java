package io.guike.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service account or a mini-program, as its console shows it. Written as it stands into the state file. */
final class Account {
    enum Kind {
        @JsonProperty("service")
        SERVICE,
        @JsonProperty("mini-program")
        MINI_PROGRAM
    }

    enum Mode {
        @JsonProperty("plain")
        PLAIN,
        @JsonProperty("compatible")
        COMPATIBLE,
        @JsonProperty("safe")
        SAFE
    }

    enum Format {
        @JsonProperty("xml")
        XML,
        @JsonProperty("json")
        JSON
    }

    String appid = "";
    String originalId = "";
    Kind kind = Kind.SERVICE;
    String name = "";
    String secret = "";
    String token = "";
    String encodingAesKey = "";
    /** One URL per replica of the application; each push starts at the next one. */
    List<String> callbacks = new ArrayList<>();

    Mode mode = Mode.PLAIN;
    Format format = Format.XML;
    boolean certified = true;
    /** Accounts of one open platform account share their users' unionids; null: bound to none. */
    @Nullable
    String openPlatform;

    /** Off: unionids are withheld although the account is bound. */
    boolean unionid = true;

    /** Empty: every address may fetch tokens. */
    List<String> allowedIps = new ArrayList<>();

    /** Hosts whose pages may ask a service account's visitors who they are (网页授权域名), on any port. */
    List<String> domains = new ArrayList<>(List.of("localhost", "127.0.0.1"));

    /** How many phone numbers the paid package still gives; null: without end. */
    @Nullable
    Integer phoneCallsLeft;

    /** Published pages of a mini-program; empty: every page is published. */
    List<String> pages = new ArrayList<>();

    boolean frozen;

    boolean isService() {
        return kind == Kind.SERVICE;
    }

    boolean showsUnionid() {
        return unionid && openPlatform != null;
    }

    Envelope envelope() {
        return new Envelope(token, encodingAesKey, appid);
    }
}
