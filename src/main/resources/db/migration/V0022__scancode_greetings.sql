create table greeting (
  kind text primary key,
  text text not null check (length(text) between 1 and 600),
  changed_at timestamptz not null
);
insert into greeting (kind, text, changed_at) values
  ('STORE', '您好，欢迎光临{store}！[您的专属导购是{promoter}，]有任何需要，直接在这里给我们留言就好。', now()),
  ('PROMOTER', '您好，欢迎光临{store}！[我是您的专属导购{promoter}。]挑款、尺码、到店预约，都可以在这里留言。', now()),
  ('TILL', '感谢您在{store}购物！[今天为您服务的是{promoter}。]会员积分和优惠都可以在这里查看。', now()),
  ('RECEIPT', '感谢您在{store}购物！[今天为您服务的是{promoter}。]小票、售后和会员积分都可以在这里查询。', now()),
  ('PRODUCT', '您好，您在{store}看中的是「{code}」。[专属导购{promoter}可以为您详细介绍，]想了解款式、尺码和库存，请在这里留言。', now()),
  ('CAMPAIGN', '您好，欢迎参加{store}的「{code}」活动！[专属导购{promoter}会为您介绍活动详情，]有问题请在这里留言。', now()),
  ('PARTNER', '您好，感谢「{code}」把您介绍到{store}！[您的专属导购是{promoter}，]欢迎到店看看，有任何需要请在这里留言。', now());
