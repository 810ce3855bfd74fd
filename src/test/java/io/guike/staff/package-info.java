/** Tests of staff, where they work, sign-in and the staff import. */
@NullMarked
package io.guike.staff;

import org.jspecify.annotations.NullMarked;
