/**
 * Membership (会员): a visitor becomes a member at once, with a card that works the moment it is bound.
 *
 * <dl>
 *   <dt>Binding (开卡, 绑卡)</dt>
 *   <dd>{@link io.guike.membership.Bindings}: consents are looked at first, then WeChat is asked for the number and the
 *       risk, once and outside of any transaction; then one transaction makes the membership, its number, the phone, the
 *       consents, the profile, the store and promoter of that moment, and the welcome benefits. Whoever is a member gets
 *       their card. While WeChat does not answer nothing changes; the same request may be sent again and costs nothing more.
 *   <dt>The old list (线下会员)</dt>
 *   <dd>A card that was imported waits for its number to be proved. Who proves it keeps card, level and the time since when
 *       they are a member; no welcome benefits, because nobody became a member.
 *   <dt>Level (等级)</dt>
 *   <dd>The default one, one that a list told, or one that head office set by hand. A list replaces the first two; what head
 *       office set, only head office changes. The list's own word stands in {@code offline_card.level} all the same.
 *   <dt>Numbers (卡号)</dt>
 *   <dd>16 digits with a Luhn check digit; imported cards keep their own text. Erasing a person takes the number away: it
 *       stands on receipts and in other systems and would lead back. The membership stays, for the counts.
 *   <dt>Welcome benefits (入会礼)</dt>
 *   <dd>{@link io.guike.membership.WelcomePart}, in the same transaction, once for a membership and once for a number;
 *       what locks rows that all newcomers want comes last.
 *       From the risk rank on that {@code guike.membership.risk-limit} says they are held: the person is a member all the
 *       same, and head office releases them. Where WeChat refuses to tell the rank nothing is held.
 *   <dt>Coming back (重复入会)</dt>
 *   <dd>Whoever erases themselves and binds the same number again is a member and gets no second welcome: {@link
 *       io.guike.membership.Welcomes} takes down a keyed hash of each number that was welcomed, and of those that a
 *       welcomed person gives up. It is kept past the erasure to prevent fraud, and no longer says anything of a person:
 *       nothing stands beside it, no other table holds the same hash, and whoever lacks the index key can neither turn it
 *       back nor try numbers. A number that its carrier gave to somebody else counts as welcomed.
 *   <dt>Card (会员卡)</dt>
 *   <dd>{@link io.guike.membership.Cards}: number, level, balances through {@link io.guike.membership.CardPart}, owner, and a
 *       card code for the till. Of several cards after a merge the first that was bound is shown, with the highest level.
 *   <dt>Profile (资料)</dt>
 *   <dd>Name and birthday are sealed; month and day stand open for birthday greetings. Needs the consent to its purpose, and
 *       goes with it. After a merge the survivor's counts field by field. Under 14 a guardian is needed (PIPL art. 31). Of a
 *       birthday that was told and then changed or taken back, also with the consent, stays when that was, so that nobody has
 *       one whenever they like; with the person it goes as well, but for a mark for 365 days that one was told
 *       ({@link io.guike.selves.EarlierSelves}).
 *   <dt>Invitation (邀请)</dt>
 *   <dd>The number of a member. One that leads nowhere refuses nothing.
 *   <dt>Invariants</dt>
 *   <dd>However many requests come at once: one membership, one welcome, one paid call a code. A member is the customer of
 *       whom the attribution says at that moment.
 *   <dt>Listens to, announces</dt>
 *   <dd>Listens to nothing. Announces {@link io.guike.membership.MemberBound}. Takes part in merges, erasures,
 *       revocations, withdrawals and exports.
 * </dl>
 */
@NullMarked
package io.guike.membership;

import org.jspecify.annotations.NullMarked;
