@NullMarked
package io.guike.couponnotice;

import org.jspecify.annotations.NullMarked;
