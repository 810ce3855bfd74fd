@NullMarked
package io.guike.lookup;

import org.jspecify.annotations.NullMarked;
