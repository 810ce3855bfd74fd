package io.guike.access;

import io.netty.util.NetUtil;
import java.util.Arrays;

/**
 * Whose tries from the network are counted together. An IPv6 subscriber is given 2^64 addresses, and would have as many
 * tries: these count by their first 64 bits. IPv4 addresses count one by one, also where they come written as IPv6.
 */
public final class Network {

    private static final int IPV6_BYTES = 16;
    private static final int SUBSCRIBER_BYTES = 8;

    private Network() {}

    /** @param address as the connection or the proxy tells it; what is no address counts as it is */
    public static String of(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length != IPV6_BYTES) {
            return address;
        }
        if (isMapped(bytes)) {
            return NetUtil.bytesToIpAddress(Arrays.copyOfRange(bytes, IPV6_BYTES - 4, IPV6_BYTES));
        }
        Arrays.fill(bytes, SUBSCRIBER_BYTES, IPV6_BYTES, (byte) 0);
        return NetUtil.bytesToIpAddress(bytes) + "/64";
    }

    /** RFC 4291 section 2.5.5.2: eighty zeros, sixteen ones, and the IPv4 address. */
    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == (byte) 0xff && bytes[11] == (byte) 0xff;
    }
}
