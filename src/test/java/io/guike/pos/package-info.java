/** Clients of the till interface, their secrets, and what signatures let in. */
@NullMarked
package io.guike.pos;

import org.jspecify.annotations.NullMarked;
