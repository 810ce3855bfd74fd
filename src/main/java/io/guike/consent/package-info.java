/**
 * Consents (个人信息处理同意): what each person agreed to, purpose by purpose, with which words and where (PIPL art. 13 to
 * 17, 31).
 *
 * <dl>
 *   <dt>Texts (告知文本)</dt>
 *   <dd>{@link io.guike.consent.ConsentTexts}: head office publishes the next version; a version is never changed. Only
 *       the version in force can be agreed to. A consent to an earlier one stands as it was given, and the person's page
 *       shows that there is a newer text.
 *   <dt>Consents (同意)</dt>
 *   <dd>{@link io.guike.consent.Consents}: rows that are only appended; the last word on a purpose decides, also after a
 *       merge, where the last word of either person counts. Undoing the merge gives each their own words back.
 *   <dt>Withdrawal (撤回)</dt>
 *   <dd>Effective at once: capabilities that hang on a purpose implement {@link io.guike.consent.WithdrawalPart} and end
 *       it in the same transaction. The consent to membership is not withdrawn but answered with {@code
 *       consent.membership-needed}: a member without it would be a card that nobody may handle, so the way out is the
 *       erasure, which withdraws everything.
 *   <dt>Guardians (监护人)</dt>
 *   <dd>Name and phone, sealed with the child's key, beside each consent they were given for. Who is under 14 is told by
 *       {@link io.guike.consent.GuardianRule}; an erasure removes name and phone and leaves that there was a guardian.
 *   <dt>Invariant</dt>
 *   <dd>Nobody agrees to anything without membership being agreed to, before or along with it.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.consent;

import org.jspecify.annotations.NullMarked;
