@NullMarked
package io.guike.lapsenotice;

import org.jspecify.annotations.NullMarked;
