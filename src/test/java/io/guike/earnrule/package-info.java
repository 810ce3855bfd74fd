/** Rules for earning, tried out on occasions. */
@NullMarked
package io.guike.earnrule;

import org.jspecify.annotations.NullMarked;
