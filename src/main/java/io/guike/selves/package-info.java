/**
 * Earlier selves (注销前的自己): leaving and coming back gives nothing a second time.
 *
 * <p>Whoever is erased and comes back is somebody new, and would have every limit of a person anew: claim, use, erase, and
 * again until the stock is gone; a birthday every day. So it is marked of the accounts and the proved numbers of whoever
 * leaves, in the transaction that erases them, how much they had of whatever is limited. Capabilities say what counts
 * ({@link io.guike.selves.MarkPart}) and ask when they decide ({@link io.guike.selves.EarlierSelves#of}).
 *
 * <p><b>Personal data.</b> A mark is a keyed hash of an account or a number, of a purpose of its own: it matches no other
 * table, opens nothing and names nobody, and a subject names a template, a reward, a kind of occasion or a day. It serves
 * limits alone, and goes when its limit does:
 *
 * <table>
 *   <caption>What is marked</caption>
 *   <tr><th>what</th><th>goes</th></tr>
 *   <tr><td>coupons of a template</td><td>when the template has ended, or 30 days after its window</td></tr>
 *   <tr><td>coupons of a template on a day</td><td>at midnight (Asia/Shanghai)</td></tr>
 *   <tr><td>a code that was exchanged</td><td>when the batch of codes is over</td></tr>
 *   <tr><td>a birthday coupon, birthday points</td><td>in the February after that year: January may make up for December</td></tr>
 *   <tr><td>points earned on a day, by kind, check-ins included and birthdays not</td><td>a week later: receipts may come late</td></tr>
 *   <tr><td>that a birthday was told</td><td>after 365 days, when another one would count again</td></tr>
 *   <tr><td>rewards with a limit</td><td>30 days after the reward closed for good ({@code closesAt}); else with nothing but it
 *       </td></tr>
 * </table>
 *
 * <p><b>Invariants.</b> What several earlier selves of one account had adds up; of the marks of a person the largest counts.
 * A limit is never looser for who came back than for who stayed. Welcome benefits have marks of numbers of their own, which
 * never end ({@code membership}). A debt of points is forgiven, see {@code points}.
 *
 * <p>Listens to nothing, announces nothing. Takes part in erasures, before all others.
 */
@NullMarked
package io.guike.selves;

import org.jspecify.annotations.NullMarked;
