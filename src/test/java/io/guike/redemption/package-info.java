@NullMarked
package io.guike.redemption;

import org.jspecify.annotations.NullMarked;
