package io.guike.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "::ffff:203.0.113.7, 203.0.113.7",
        "2001:db8:1:2:aaaa::1, 2001:db8:1:2::/64",
        "2001:db8:1:2:bbbb:cccc:dddd:eeee, 2001:db8:1:2::/64",
        "fe80::1%eth0, fe80::/64",
        "unknown, unknown"
    })
    void oneSubscriberIsCountedAsOne(String address, String counted) {
        assertEquals(counted, Network.of(address));
    }
}
