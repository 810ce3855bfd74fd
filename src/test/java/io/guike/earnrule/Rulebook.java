package io.guike.earnrule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.access.Caller;
import io.guike.support.Run;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/** The rules that hold for all tests of one run: whoever publishes others puts the first ones back. */
@ApplicationScoped
public class Rulebook {

    @Inject
    RuleVersions versions;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    /** @return the version, in force from now on */
    public int publish(String rules) {
        return publish(read(rules));
    }

    /** @return the version, which nobody earns by */
    public int draft(String rules) {
        return draft(read(rules));
    }

    private int publish(JsonNode rules) {
        int version = draft(rules);
        Run.now(() -> versions.publish(Caller.SYSTEM, version, 1, null));
        return version;
    }

    private int draft(JsonNode rules) {
        return Run.now(() -> versions.draft(Caller.SYSTEM, "test", rules))
                .about()
                .version();
    }

    private JsonNode read(String rules) {
        try {
            return json.readTree(rules);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public void putBack() {
        EarnRules first = Run.now(() -> versions.rules(1));
        EarnRules now = Run.now(() -> versions.at(clock.instant()));
        if (!now.set().equals(first.set())) {
            publish(json.<JsonNode>valueToTree(first.set()));
        }
    }
}
