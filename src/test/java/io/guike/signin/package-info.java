/** Tests of the sign-in of shoppers, and of staff through their WeChat. */
@NullMarked
package io.guike.signin;

import org.jspecify.annotations.NullMarked;
