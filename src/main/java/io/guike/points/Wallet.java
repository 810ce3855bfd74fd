package io.guike.points;

import io.guike.platform.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of people who are held, as they stand at one moment.
 *
 * @param person for whom the command at hand is
 * @param accounts theirs, and where a command touches several people the others' too
 * @param unsettled whether something is due to lapse
 */
record Wallet(UUID person, Instant now, List<Account> accounts, boolean unsettled) {

    /** One account, with whose it is now. */
    record Account(
            UUID person,
            UUID origin,
            long balance,
            long held,
            long debt,
            @Nullable Instant debtSince,
            Instant lastAt) {

        /** From the columns {@code person, origin, balance, held, debt, debt_since, last_at}. */
        static Account of(Row row) {
            return new Account(
                    row.uuid(0),
                    row.uuid(1),
                    row.number(2),
                    row.number(3),
                    row.number(4),
                    row.instantOrNull(5),
                    row.instant(6));
        }

        /** In its lots and in no hold. */
        long free() {
            return balance + debt - held;
        }
    }

    boolean has(UUID origin) {
        return accounts.stream().anyMatch(account -> account.origin().equals(origin));
    }

    /** Whose the account is; of one that is yet to be made the person's at hand. */
    UUID ownerOf(UUID origin) {
        return accounts.stream()
                .filter(account -> account.origin().equals(origin))
                .map(Account::person)
                .findFirst()
                .orElse(person);
    }

    List<Account> of(UUID owner) {
        return accounts.stream()
                .filter(account -> account.person().equals(owner))
                .toList();
    }

    /** Oldest debt first. */
    List<Account> inDebt(UUID owner) {
        return of(owner).stream()
                .filter(account -> account.debt() > 0)
                .sorted(Comparator.comparing((Account account) -> Objects.requireNonNull(account.debtSince()))
                        .thenComparing(Account::origin))
                .toList();
    }

    /** What can be spent, once nothing is due to lapse. */
    long available() {
        return Math.max(
                0,
                of(person).stream()
                        .mapToLong(account -> account.balance() - account.held())
                        .sum());
    }

    /** What free points can pay of the debt; both are there after a merge, or when a hold ends. */
    long repayable(UUID owner) {
        long free = of(owner).stream().mapToLong(Account::free).sum();
        return Math.min(free, of(owner).stream().mapToLong(Account::debt).sum());
    }

    List<UUID> owners() {
        return accounts.stream().map(Account::person).distinct().sorted().toList();
    }

    /** When a posting of now is dated: after everything that stands in the accounts, whatever the clocks of replicas say. */
    Instant at() {
        return accounts.stream()
                .map(account -> account.lastAt().plus(1, ChronoUnit.MICROS))
                .reduce(now, (one, other) -> one.isAfter(other) ? one : other);
    }
}
