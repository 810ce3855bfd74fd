@NullMarked
package io.guike.consent;

import org.jspecify.annotations.NullMarked;
