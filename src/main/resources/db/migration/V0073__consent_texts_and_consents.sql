-- What people are asked to agree to. A version is never changed: whoever agreed to it agreed to these words.
create table consent_text (
  purpose text not null check (purpose in ('MEMBERSHIP', 'PROFILE', 'MARKETING', 'PERSONALISATION')),
  version integer not null check (version > 0),
  zh text not null,
  en text not null,
  since timestamptz not null,
  published_by text not null,
  primary key (purpose, version)
);

-- A guardian who agreed for a child under 14. The row outlives an erasure, the name and the phone do not.
create table consent_guardian (
  id uuid primary key,
  person_id uuid not null references person (id),
  origin_id uuid not null references person (id),
  name bytea,
  phone bytea,
  at timestamptz not null,
  check ((name is null) = (phone is null))
);
create index consent_guardian_person on consent_guardian (person_id);
create index consent_guardian_origin on consent_guardian (origin_id);

-- Appended only. The highest number of a person and purpose decides: it grows in the order in which rows are written,
-- whatever the clocks of the replicas say.
create table consent (
  number bigint generated always as identity primary key,
  person_id uuid not null references person (id),
  origin_id uuid not null references person (id),
  purpose text not null,
  text_version integer not null,
  given boolean not null,
  source text not null check (source in ('BINDING', 'OWN_PAGE', 'STORE', 'WECHAT', 'ERASURE')),
  guardian_id uuid references consent_guardian (id),
  at timestamptz not null,
  foreign key (purpose, text_version) references consent_text (purpose, version)
);
create index consent_latest on consent (person_id, purpose, number desc);
create index consent_origin on consent (origin_id);

insert into consent_text (purpose, version, zh, en, since, published_by) values
('MEMBERSHIP', 1,
'会员服务个人信息处理告知

为开立会员卡并提供会员服务，我们（您所办理会员卡的零售品牌）需要处理：手机号、您在本服务号和小程序中的账号标识、会员编号、扫码记录以及由此确定的服务门店和导购，您作为会员产生的订单、积分和优惠券记录。

手机号用于核实身份、避免重复开卡和找回线下会员卡，加密保存。员工默认只能看到打码的手机号；确需查看完整号码的，必须说明理由，并留下记录。以上信息在会员关系存续期间保存，注销后删除或使其无法再指向您，法律另有保存期限的除外。未经您单独同意，我们不向其他个人信息处理者提供，法律另有规定的除外。

您可以随时在“我的”中查阅、复制和更正信息，撤回同意或注销会员。不同意本项，我们无法为您开立会员卡，但不影响您在门店购物。未满十四周岁的，须由父母或其他监护人同意。',
'How we handle personal data for your membership

To open your card and serve you as a member, we (the retail brand whose card this is) handle: your phone number, the identifiers of your accounts in this service account and mini-program, your member number, the codes you scan and the store and salesperson that follow from them, and your orders, points and coupons as a member.

The phone number serves to verify who you are, to avoid a second card and to find your card from before; it is stored encrypted. Staff see it masked; who needs the whole number must state a reason, and a record is kept. All this is kept while you are a member, and is deleted or no longer leads to you once you leave, unless the law sets another term. We give it to no other handler without your separate consent, unless the law provides otherwise.

Under "Me" you may read, copy and correct your data, withdraw consent or leave at any time. Without this consent we cannot open a card; you can still shop with us. For children under 14 a parent or other guardian must consent.',
now(), 'system'),
('PROFILE', 1,
'会员资料告知（选填）

如您愿意填写姓名、生日、性别和所在地区，我们用它们来称呼您、送上生日礼遇、推荐就近的门店。姓名加密保存，页面上默认打码。

本项可以不同意，也可以只填其中几项，不影响会员卡的使用。您可以随时修改这些资料；撤回同意后，我们立即删除它们。',
'Your profile (optional)

If you choose to tell your name, birthday, gender and area, we use them to address you, to mark your birthday and to suggest stores near you. Your name is stored encrypted and shown masked.

You may decline, or fill in some of it only; your card works all the same. You can change these data at any time; when you withdraw consent, we delete them at once.',
now(), 'system'),
('MARKETING', 1,
'优惠与活动消息告知（选填）

如您同意，我们会通过服务号、小程序订阅消息、短信或您的专属导购，向您发送新品、优惠和活动消息。为此使用您的手机号、账号标识和会员等级。

本项可以不同意，不影响会员卡的使用。您可以随时撤回，撤回后不再发送；与订单、积分和账户安全有关的服务通知不在此列。',
'News and offers (optional)

If you agree, we send you new arrivals, offers and events through the service account, subscribed messages of the mini-program, text messages or your salesperson. For this we use your phone number, account identifiers and member level.

You may decline; your card works all the same. You can withdraw at any time, and we stop sending; notices about orders, points and the safety of your account are not part of this.',
now(), 'system'),
('PERSONALISATION', 1,
'个性化推荐告知（选填）

如您同意，我们会自动分析您的购买、到店和互动记录，为您推荐商品、优惠券和服务。我们不会据此在价格等交易条件上对您实行不合理的差别待遇。

本项可以不同意，不影响会员卡的使用；您看到的将是不针对个人特征的内容。您可以随时撤回，撤回后立即停止此类分析，也可以要求我们就自动作出的、对您有重大影响的决定予以说明。',
'Personal recommendations (optional)

If you agree, we analyse automatically what you bought, where you visited and what you responded to, in order to recommend goods, coupons and services. It never leads to unreasonable differences in price or other terms.

You may decline; your card works all the same, and what you see is then not tailored to you. You can withdraw at any time, and such analysis stops at once; you may also ask us to explain automated decisions that affect you considerably.',
now(), 'system');
