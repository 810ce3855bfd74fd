package io.guike.benchmark;

import io.guike.embedded.Fleet;
import io.guike.phone.Phones;
import io.guike.vault.LaidSeals;
import io.guike.vault.PhoneNumber;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Makes the laid people members, as binding in the mini-program would have: key, phone and name sealed under it, card and
 * consents. Sealed here with the keys of the service, which opens what it shows.
 */
final class Members {

    /** Under which name the vault seals names of members. */
    private static final String NAME = "membership.name";

    private static final int FETCHED = 5_000;

    private static final String LAID = """
            create unlogged table laid_member
              (person uuid, number text, wrapped bytea, hash text, phone bytea, name bytea)""";

    private static final String COPY = "copy laid_member from stdin";

    private static final String[] FACTS = {"""
        insert into person_key (person_id, wrapped, master_key, made_at)
          select m.person, m.wrapped, '%s', p.member_since from laid_member m join person p on p.id = m.person
          order by m.number""", """
        insert into membership (origin_id, person_id, card_number, level, bound_at, source, store_id, staff_id, benefits,
            risk_rank)
          select p.id, p.id, '8' || lpad(substr(p.number, 2), 15, '0'), l.code, p.member_since, 'WECHAT', o.store_id,
            o.staff_id, 'GRANTED', 0
          from laid_member m join person p on p.id = m.person join ownership o on o.person_id = p.id
            join member_level l on l.is_default
          order by m.number""", """
        insert into member_phone (hash, person_id, origin_id, sealed, verified_at, proved_by, main, since)
          select m.hash, p.id, p.id, m.phone, p.member_since, p.id, true, p.member_since
          from laid_member m join person p on p.id = m.person order by m.number""", """
        insert into member_profile (origin_id, person_id, name, put_at)
          select p.id, p.id, m.name, p.member_since
          from laid_member m join person p on p.id = m.person order by m.number""", """
        insert into consent (person_id, origin_id, purpose, text_version, given, source, at)
          select p.id, p.id, purpose, 1, true, 'BINDING', p.member_since
          from laid_member m join person p on p.id = m.person, unnest(array['MEMBERSHIP', 'PROFILE']) purpose
          order by m.number""", "drop table laid_member"};

    private static final String[] TABLES = {"person_key", "membership", "member_phone", "member_profile", "consent"};

    private final Fleet fleet;
    private final LaidSeals seals;

    Members(Fleet fleet) {
        this.fleet = fleet;
        seals = new LaidSeals(fleet.setting("guike.vault.master-keys"), fleet.setting("guike.vault.index-key"));
    }

    /** Those who were laid as people with these numbers. */
    void lay(int first, int last) throws SQLException {
        try (Connection connection = People.connect(fleet);
                Statement statement = connection.createStatement()) {
            statement.execute(LAID);
            seal(connection, first, last);
            for (String fact : FACTS) {
                statement.execute(fact.formatted(seals.masterKey()));
            }
            for (String table : TABLES) {
                statement.execute("vacuum (analyze) " + table);
            }
        }
    }

    private void seal(Connection copying, int first, int last) throws SQLException {
        try (Connection reading = People.connect(fleet);
                PreparedStatement statement = reading.prepareStatement(
                        "select id, number from person where number between ? and ? order by number")) {
            reading.setAutoCommit(false);
            statement.setFetchSize(FETCHED);
            statement.setString(1, "L%07d".formatted(first));
            statement.setString(2, "L%07d".formatted(last));
            CopyIn copy = copying.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
            try (ResultSet people = statement.executeQuery()) {
                while (people.next()) {
                    byte[] row = row(people.getObject(1, UUID.class), people.getString(2))
                            .getBytes(StandardCharsets.UTF_8);
                    copy.writeToCopy(row, 0, row.length);
                }
            }
            copy.endCopy();
        }
    }

    private String row(UUID person, String number) {
        PhoneNumber phone = PhoneNumber.read("17" + "00" + number.substring(1));
        LaidSeals.Owner owner = seals.owner(person);
        return String.join(
                        "\t",
                        person.toString(),
                        number,
                        hex(owner.wrappedKey()),
                        seals.hash(phone),
                        hex(owner.seal(Phones.FIELD, phone.e164())),
                        hex(owner.seal(NAME, "顾客" + number)))
                + "\n";
    }

    /** As the text format of COPY wants it. */
    private static String hex(byte[] bytes) {
        return "\\\\x" + HexFormat.of().formatHex(bytes);
    }
}
