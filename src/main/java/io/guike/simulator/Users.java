package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The people and what they are to the accounts. */
final class Users {
    /** A person as one account sees them. */
    record Known(Person person, Person.Fan fan) {}

    private static final class Kept {
        long people;
        long follows;
        Collection<Person> persons = new ArrayList<>();
    }

    private final Map<String, Person> byId = new LinkedHashMap<>();
    private final Map<String, Known> byOpenid = new HashMap<>();
    /** Openids of an account begin alike, as the platform's own do. */
    private final Map<String, String> prefixes = new HashMap<>();

    private final Journal journal;
    private final SimulatedClock clock;
    private long people;
    private long follows;

    Users(Journal journal, SimulatedClock clock) {
        this.journal = journal;
        this.clock = clock;
        journal.keep("users", this::kept, this::restore);
    }

    private Kept kept() {
        Kept kept = new Kept();
        kept.people = people;
        kept.follows = follows;
        kept.persons = byId.values();
        return kept;
    }

    private void restore(JsonNode node) {
        Kept kept = Json.read(node, Kept.class);
        people = kept.people;
        follows = kept.follows;
        for (Person person : kept.persons) {
            byId.put(person.id, person);
            person.fans.forEach((appid, fan) -> {
                byOpenid.put(key(appid, fan.openid), new Known(person, fan));
                prefixes.putIfAbsent(appid, fan.openid.substring(0, 6));
            });
        }
    }

    private static String key(String appid, String openid) {
        return appid + '/' + openid;
    }

    Person create(String nickname, List<String> phones) {
        Person person = new Person();
        people++;
        person.id = "u" + people;
        person.nickname = nickname;
        person.phones.addAll(phones);
        byId.put(person.id, person);
        journal.changed();
        return person;
    }

    Collection<Person> all() {
        return byId.values();
    }

    List<Person> newestFirst() {
        List<Person> all = new ArrayList<>(byId.values());
        Collections.reverse(all);
        return all;
    }

    /** By id, or by any openid. */
    Person require(String idOrOpenid) {
        Person person = find(idOrOpenid);
        if (person == null) {
            throw AdminError.notFound("user " + idOrOpenid);
        }
        return person;
    }

    @Nullable
    Person find(String idOrOpenid) {
        Person person = byId.get(idOrOpenid);
        if (person != null) {
            return person;
        }
        for (String appid : prefixes.keySet()) {
            Known known = byOpenid.get(key(appid, idOrOpenid));
            if (known != null) {
                return known.person();
            }
        }
        return null;
    }

    /** The account's view of a person; a first meeting makes the openid. */
    Person.Fan meet(Person person, Account account) {
        Person.Fan existing = person.fans.get(account.appid);
        if (existing != null) {
            return existing;
        }
        Person.Fan fan = new Person.Fan();
        fan.openid = prefixes.computeIfAbsent(account.appid, id -> "o" + Randoms.alphanumeric(5)) + Randoms.urlSafe(22);
        person.fans.put(account.appid, fan);
        byOpenid.put(key(account.appid, fan.openid), new Known(person, fan));
        journal.changed();
        return fan;
    }

    @Nullable
    Known find(Account account, @Nullable String openid) {
        return openid == null ? null : byOpenid.get(key(account.appid, openid));
    }

    Known require(Account account, @Nullable String openid) {
        Known known = find(account, openid);
        if (known == null) {
            throw new ApiError(ApiError.INVALID_OPENID);
        }
        return known;
    }

    /** The unionid that this account is shown, or null: also of people whom it met before it was bound. */
    @Nullable
    String unionid(Person person, Account account) {
        String openPlatform = account.openPlatform;
        if (!account.unionid || openPlatform == null) {
            return null;
        }
        return person.unionids.computeIfAbsent(openPlatform, op -> {
            journal.changed();
            return "o" + Randoms.urlSafe(27);
        });
    }

    /** The person has the mini-program open. */
    void visit(Person person, Account account) {
        meet(person, account).visitedAt = clock.seconds();
        journal.changed();
    }

    void follow(Person.Fan fan, String scene, QrCodes.@Nullable Code code) {
        fan.following = true;
        follows++;
        fan.sequence = follows;
        fan.subscribeTime = clock.seconds();
        fan.subscribeScene = scene;
        fan.qrScene = code == null ? 0 : code.sceneId;
        fan.qrSceneStr = code == null ? "" : code.sceneStr;
        journal.changed();
    }

    void unfollow(Person.Fan fan) {
        fan.following = false;
        fan.messages.open(0, 0);
        fan.actions.open(0, 0);
        journal.changed();
    }

    /** Openids of the followers in the order in which they followed. */
    List<String> followers(Account account) {
        return byId.values().stream()
                .map(person -> person.fans.get(account.appid))
                .filter(fan -> fan != null && fan.following)
                .sorted(Comparator.comparingLong(fan -> fan.sequence))
                .map(fan -> fan.openid)
                .toList();
    }

    long followerCount(Account account) {
        return byId.values().stream()
                .map(person -> person.fans.get(account.appid))
                .filter(fan -> fan != null && fan.following)
                .count();
    }
}
