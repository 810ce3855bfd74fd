/** Tests of stores, staff and sign-in. */
@NullMarked
package io.guike.store;

import org.jspecify.annotations.NullMarked;
