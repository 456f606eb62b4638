/** Every sentence the widget itself says, in English and Chinese. `{name}` is filled in by `fill`. */

const en = {
  open: "Open the shopping assistant", unread: "new message", close: "Close", menu: "Menu",
  assistant: "Shopping assistant", assistantNow: "Answers right away", person: "A colleague", personNow: "{name} is with you",
  handedOff: "A colleague will join", log: "Conversation",
  greeting: "Hello. Looking for something, or waiting for it?", tryThese: "Things you can ask",
  suggestions: ["What do you have that is new?", "Find me a gift", "Where is my order?", "How do returns work?"],
  newConversation: "New conversation", language: "中文", privacy: "Privacy and your data",
  placeholder: "Ask about a product or an order", send: "Send", stop: "Stop", you: "You", says: "Assistant",
  aboutThis: "What should I know about this product?",
  working: "One moment", stopped: "Stopped.", newBelow: "New below",
  products: "Products", previous: "Previous", next: "Next", view: "View", add: "Add to cart", adding: "Adding",
  notForMe: "Not for me", hidden: "Hidden. I will not suggest {title} again.", soldOut: "Sold out", left: "Only {count} left",
  stars: "{rating} of 5 stars, {count} reviews", why: "Why this", noPrice: "Price on request", wasPrice: "before",
  choose: "Choose an option", chooseLead: "Which one of {title}?", added: "Added to your cart: {title}", undo: "Undo", undone: "Taken back. Your cart is as before.",
  inCart: "Added", cart: "Cart", total: "Total", discount: "Discount", shipping: "Delivery", emptyCart: "The cart is empty.",
  evidence: "Why {title}", sources: "Sources", readMore: "Read the whole text",
  attribute: "From the product's details", review: "From a review", neighbours: "From what others did", profile: "From what you told us",
  offerEvidence: "From an offer", policy: "From our terms", other: "From the shop's records", counted: "{count}", countedOf: "{count} of {of}", notTold: "not told",
  comparison: "Comparison", feature: "Feature", best: "Better", differs: "different",
  order: "Order {id}", placed: "Placed {day}", paid: "Paid with {method}", refunded: "Refunded to {method}", to: "Delivered to {address}",
  parcel: "Parcel {id}", expectedDay: "Expected {day}", trackingNumber: "Tracking number {number}",
  noEvents: "No news from the carrier yet.", earlierEvents: "Show {count} earlier",
  orderStates: {
    pending: "Being prepared", processed: "Packed", shipped: "On its way", delivered: "Delivered", cancelled: "Cancelled",
    return_requested: "Return started", returned: "Returned", exchange_requested: "Exchange started", exchanged: "Exchanged",
  },
  actions: {
    cancel_order: "Cancel the order", modify_items: "Change the items", modify_address: "Change the delivery address",
    modify_payment: "Change the payment", change_default_address: "Change your address", return_items: "Start the return",
    exchange_items: "Start the exchange", place_order: "Place the order", claim_parcel: "Report the parcel", goodwill: "Send the request",
  },
  confirmation: "Please confirm", reject: "No, leave it", deadline: "Please decide by {day}.", proposedBy: "Nothing happens until you confirm. ",
  deciding: "Working on it",
  states: {
    confirmed: "Confirmed. Waiting for a colleague.", done: "Done.", failed: "This did not work. Nothing was changed.",
    rejected: "Left as it was.", expired: "This has run out. Ask again and I will prepare it anew.",
  },
  offer: "Offer", code: "Code", copy: "Copy", copied: "Copied", until: "Until {day}",
  ticket: "Ticket {id}", handoff: "Passed to a person", team: "{team} team", answersFrom: "Answers from {day}", openPaper: "Open",
  helpful: "Helpful", notHelpful: "Not helpful", thanks: "Thank you.",
  trouble: {
    offline: "You are offline. Your message is kept and goes out when the connection is back.",
    reconnecting: "The connection broke. Taking up where we were.",
    tooFast: "That was a bit fast. You can send this again in {seconds} s.", tooFastNow: "You can send this again now.",
    unauthorised: "Your sign-in has run out. Sign in again; your message is kept.",
    tooLarge: "That message is too long. Shorten it, then send it again.",
    unavailable: "A part of the shop is not answering right now. Try again in a moment.",
    failed: "Something went wrong on our side. Your message is kept.", tryAgain: "Try again",
    cart: "The cart could not be changed. Try again.",
  },
  privacyLead: "We keep this conversation and what you told us about your taste, so that advice fits. You can see and delete it here.",
  facts: "What we remember", noFacts: "Nothing so far.", forget: "Forget", exportData: "Download my data", erase: "Delete everything about me",
  eraseSure: "Delete everything? This cannot be undone.", eraseYes: "Yes, delete", eraseNo: "No", unavailable: "Not available right now.",
};

const zh = {
  open: "打开购物助手", unread: "有新消息", close: "关闭", menu: "菜单",
  assistant: "购物助手", assistantNow: "随时回答", person: "客服同事", personNow: "{name} 正在为您服务",
  handedOff: "同事马上接手", log: "对话",
  greeting: "您好。想找点什么，还是在等包裹？", tryThese: "可以这样问",
  suggestions: ["最近有什么新品？", "帮我挑个礼物", "我的订单到哪了？", "怎么退货？"],
  newConversation: "新对话", language: "English", privacy: "隐私与您的数据",
  placeholder: "问商品，或者问订单", send: "发送", stop: "停止", you: "您", says: "助手",
  aboutThis: "这件商品有什么要注意的？",
  working: "请稍等", stopped: "已停止。", newBelow: "下方有新内容",
  products: "商品", previous: "上一个", next: "下一个", view: "查看", add: "加入购物车", adding: "正在加入",
  notForMe: "不适合我", hidden: "已隐藏，不会再推荐{title}。", soldOut: "已售罄", left: "仅剩 {count} 件",
  stars: "{rating} 分（满分 5 分），{count} 条评价", why: "推荐理由", noPrice: "价格待询", wasPrice: "原价",
  choose: "请选择规格", chooseLead: "{title}：要哪一款？", added: "已加入购物车：{title}", undo: "撤销", undone: "已撤销，购物车恢复原样。",
  inCart: "已加入", cart: "购物车", total: "合计", discount: "优惠", shipping: "运费", emptyCart: "购物车是空的。",
  evidence: "为什么推荐{title}", sources: "出处", readMore: "阅读全文",
  attribute: "来自商品参数", review: "来自用户评价", neighbours: "来自其他顾客的行为", profile: "来自您告诉我们的信息",
  offerEvidence: "来自优惠活动", policy: "来自本店条款", other: "来自本店记录", counted: "{count}", countedOf: "{of} 中有 {count}", notTold: "未说明",
  comparison: "对比", feature: "项目", best: "更好", differs: "不同",
  order: "订单 {id}", placed: "{day}下单", paid: "付款方式：{method}", refunded: "退款至 {method}", to: "送至 {address}",
  parcel: "包裹 {id}", expectedDay: "预计 {day} 送达", trackingNumber: "运单号 {number}",
  noEvents: "承运商暂时没有新消息。", earlierEvents: "查看更早的 {count} 条",
  orderStates: {
    pending: "备货中", processed: "已打包", shipped: "运输中", delivered: "已签收", cancelled: "已取消",
    return_requested: "退货中", returned: "已退货", exchange_requested: "换货中", exchanged: "已换货",
  },
  actions: {
    cancel_order: "取消订单", modify_items: "修改商品", modify_address: "修改收货地址", modify_payment: "修改付款方式",
    change_default_address: "修改默认地址", return_items: "申请退货", exchange_items: "申请换货", place_order: "提交订单",
    claim_parcel: "申报包裹问题", goodwill: "提交申请",
  },
  confirmation: "请确认", reject: "不，保持原样", deadline: "请在 {day} 前决定。", proposedBy: "您确认之前不会有任何改动。",
  deciding: "正在处理",
  states: {
    confirmed: "已确认，等待同事处理。", done: "已完成。", failed: "没有成功，什么都没有改动。",
    rejected: "保持原样。", expired: "确认已过期。再说一次，我会重新准备。",
  },
  offer: "优惠", code: "优惠码", copy: "复制", copied: "已复制", until: "{day}前有效",
  ticket: "工单 {id}", handoff: "已转交同事", team: "{team}团队", answersFrom: "{day}开始答复", openPaper: "打开",
  helpful: "有帮助", notHelpful: "没帮助", thanks: "谢谢。",
  trouble: {
    offline: "您已离线。消息已保留，恢复连接后会发出。",
    reconnecting: "连接中断，正在从断开处继续。",
    tooFast: "发得有点快，{seconds} 秒后可以再发。", tooFastNow: "现在可以再发了。",
    unauthorised: "登录已过期。请重新登录，消息已保留。",
    tooLarge: "消息太长。请缩短后再发。",
    unavailable: "商店的一部分暂时没有响应。请稍后再试。",
    failed: "我们这边出了问题。消息已保留。", tryAgain: "重试",
    cart: "购物车没有改成。请重试。",
  },
  privacyLead: "我们保存这段对话和您告诉我们的喜好，好让建议更合适。您可以在这里查看和删除。",
  facts: "我们记住的内容", noFacts: "暂时没有。", forget: "忘记", exportData: "下载我的数据", erase: "删除我的全部数据",
  eraseSure: "全部删除？此操作无法撤销。", eraseYes: "是，删除", eraseNo: "不", unavailable: "暂时无法使用。",
};

const ALL = { en, zh };

/** "zh-CN" and "zh_TW" are Chinese; whatever else is English. */
export const languageOf = (tag) => (/^zh/i.test(tag ?? "") ? "zh" : "en");

export const wordsFor = (language) => ALL[languageOf(language)];

export const fill = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
