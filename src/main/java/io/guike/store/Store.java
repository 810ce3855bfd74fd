package io.guike.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.guike.platform.Problem.Flaw;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One store (门店). */
@Entity
class Store {

    @Id
    UUID id;

    String code;
    String name;
    UUID regionId;
    String address;
    double latitude;
    double longitude;

    @Nullable
    String phone;

    @Convert(converter = HoursColumn.class)
    OpeningHours hours;

    @Enumerated(EnumType.STRING)
    StoreView.State state;

    @Version
    int version;

    protected Store() {}

    Store(UUID id, Stores.StoreFacts facts, OpeningHours hours) {
        this.id = id;
        this.state = StoreView.State.OPEN;
        describe(facts);
        open(hours);
    }

    final void describe(Stores.StoreFacts facts) {
        code = facts.code();
        name = facts.name().strip();
        regionId = facts.regionId();
        address = facts.address().strip();
        latitude = facts.latitude();
        longitude = facts.longitude();
        phone = facts.phone() == null || facts.phone().isBlank()
                ? null
                : facts.phone().strip();
    }

    final void open(OpeningHours newHours) {
        List<Flaw> flaws = newHours.flaws();
        if (!flaws.isEmpty()) {
            throw StoreProblem.HOURS_INVALID.problem().with(flaws);
        }
        hours = newHours;
    }

    void mustHaveVersion(int seen) {
        if (version != seen) {
            throw StoreProblem.CHANGED_MEANWHILE.problem();
        }
    }

    /** Hours as JSON text. */
    @Converter
    static class HoursColumn implements AttributeConverter<OpeningHours, String> {

        private static final JsonMapper JSON = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();

        @Override
        public String convertToDatabaseColumn(OpeningHours hours) {
            return write(hours);
        }

        @Override
        public OpeningHours convertToEntityAttribute(String column) {
            return read(column);
        }

        static String write(OpeningHours hours) {
            try {
                return JSON.writeValueAsString(hours);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        static OpeningHours read(String text) {
            try {
                return JSON.readValue(text, OpeningHours.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Stored opening hours cannot be read", e);
            }
        }
    }
}
