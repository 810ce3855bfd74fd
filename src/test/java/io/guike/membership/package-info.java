@NullMarked
package io.guike.membership;

import org.jspecify.annotations.NullMarked;
