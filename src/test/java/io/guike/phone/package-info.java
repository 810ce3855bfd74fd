@NullMarked
package io.guike.phone;

import org.jspecify.annotations.NullMarked;
