/** The storefront's own sentences, English and Chinese. */

const en = {
  skip: "Skip to the content", search: "Search the shop", searchLabel: "Search", departments: "Departments", all: "All departments",
  language: "中文", languageLabel: "切换到中文", signIn: "Sign in", orders: "Orders", cart: "Cart", guest: "Guest", account: "Account",
  heroTitle: "Tell us what it is for. We will find it.", heroText: "Describe a need in your own words, compare what fits, and follow your parcel, all in one conversation.",
  heroAsk: "Ask the assistant", heroBrowse: "Browse departments",
  forYou: "Picked for you", trending: "Popular this week", browse: "Departments", productCount: "{count} products",
  results: "Results for “{query}”", found: "{count} found", foundOne: "1 found", everything: "Everything",
  names: { brand: "Brand", color: "Colour", size: "Size", category: "Department" }, filters: "Filters", brand: "Brand", price: "Price", from: "from", upTo: "up to", apply: "Apply", inStock: "In stock only", clear: "Clear filters", category: "Department",
  sort: "Sort by", sorts: { relevance: "Best match", price: "Price, low to high", "-price": "Price, high to low", rating: "Rating", newest: "Newest" },
  more: "Show more", nothing: "Nothing fits all of that.", nothingHelp: "Take a filter away, or describe it to the assistant.", without: "{text} ({count})",
  notAdded: "The cart could not be changed. Try again.", add: "Add to cart", added: "Added to your cart", viewCart: "View cart", soldOut: "Sold out", left: "Only {count} left", available: "In stock", choose: "Choose {name} first",
  ask: "Ask about this", askQuestion: "What should I know about this product?", noPrice: "Price on request", rating: "{rating} of 5", reviews: "{count} reviews", stars: "{count} of 5 stars",
  details: "Details", description: "About it", reviewsTitle: "What people say", verified: "Bought here", noReviews: "No reviews yet.",
  similar: "Similar", goesWith: "Goes well with", quantity: "Quantity", remove: "Remove", fewer: "One fewer", oneMore: "One more",
  cartEmpty: "Your cart is empty.", cartEmptyHelp: "What you add shows up here.", keepLooking: "Keep looking", subtotal: "Subtotal", discount: "Discount", total: "Total", checkout: "Check out",
  checkoutNote: "The assistant shows every detail once more. Nothing is ordered until you confirm.", checkoutSays: "I'd like to check out", undo: "Undo", goesWithCart: "Goes with your cart",
  ordersTitle: "Your orders", ordersEmpty: "No orders yet.", ordersSignIn: "Sign in to see your orders.", askOrder: "Ask about this order", orderQuestion: "Where is my order {id}?", returnOrder: "Return something", returnQuestion: "I want to return something from order {id}",
  signInTitle: "Who would you like to be?", signInText: "This is a demo shop. Choose a customer, or look around as a guest.", asGuest: "Continue as a guest", signOut: "Sign out", close: "Close", noCustomers: "Sign-in is not offered here.",
  missingTitle: "This page is not here.", missingText: "It may have moved, or the product is no longer sold.", home: "To the start page", failed: "This could not be loaded.", again: "Try again",
  foot: "A demo shop. Nothing is really sold here.", footReturns: "Returns", help: "Help", helpKinds: { policy: "Our rules", faq: "Questions and answers", manual: "Manuals" }, helpProduct: "To the product", footDelivery: "Delivery", footReturnsAsk: "How do returns work?", footDeliveryAsk: "How long does delivery take?", before: "before",
};

const zh = {
  skip: "跳到内容", search: "搜索商品", searchLabel: "搜索", departments: "分类", all: "全部分类",
  language: "English", languageLabel: "Switch to English", signIn: "登录", orders: "订单", cart: "购物车", guest: "访客", account: "账户",
  heroTitle: "说说用途，我们来找。", heroText: "用自己的话描述需要，比较合适的商品，查询包裹，一段对话就够了。",
  heroAsk: "问问助手", heroBrowse: "浏览分类",
  forYou: "为您挑选", trending: "本周热门", browse: "分类", productCount: "{count} 件商品",
  results: "“{query}”的结果", found: "共 {count} 件", foundOne: "共 1 件", everything: "全部商品",
  names: { brand: "品牌", color: "颜色", size: "尺码", category: "分类", capacity: "容量", storage: "存储", length: "长度", width: "宽度" }, filters: "筛选", brand: "品牌", price: "价格", from: "最低", upTo: "最高", apply: "应用", inStock: "仅看有货", clear: "清除筛选", category: "分类",
  sort: "排序", sorts: { relevance: "最相关", price: "价格从低到高", "-price": "价格从高到低", rating: "评分", newest: "最新" },
  more: "显示更多", nothing: "没有完全符合的商品。", nothingHelp: "去掉一个条件，或者向助手描述一下。", without: "{text}（{count}）",
  notAdded: "购物车没有改成。请重试。", add: "加入购物车", added: "已加入购物车", viewCart: "查看购物车", soldOut: "已售罄", left: "仅剩 {count} 件", available: "有货", choose: "请先选择{name}",
  ask: "问问这件", askQuestion: "这件商品有什么要注意的？", noPrice: "价格待询", rating: "{rating} 分（满分 5 分）", reviews: "{count} 条评价", stars: "{count} 星（满分 5 星）",
  details: "参数", description: "介绍", reviewsTitle: "顾客评价", verified: "已购", noReviews: "暂无评价。",
  similar: "相似商品", goesWith: "搭配", quantity: "数量", remove: "移除", fewer: "减一件", oneMore: "加一件",
  cartEmpty: "购物车是空的。", cartEmptyHelp: "加入的商品会显示在这里。", keepLooking: "继续逛逛", subtotal: "小计", discount: "优惠", total: "合计", checkout: "去结算",
  checkoutNote: "助手会再次列出全部细节，您确认之前不会下单。", checkoutSays: "我要结算", undo: "撤销", goesWithCart: "搭配推荐",
  ordersTitle: "我的订单", ordersEmpty: "还没有订单。", ordersSignIn: "登录后查看订单。", askOrder: "咨询这个订单", orderQuestion: "我的订单 {id} 到哪了？", returnOrder: "退货", returnQuestion: "我想退订单 {id} 里的商品",
  signInTitle: "您想以谁的身份逛？", signInText: "这是演示商店。选择一位顾客，或以访客身份随便看看。", asGuest: "以访客身份继续", signOut: "退出登录", close: "关闭", noCustomers: "这里不提供登录。",
  missingTitle: "没有这个页面。", missingText: "可能已移动，或商品已下架。", home: "回到首页", failed: "没有加载成功。", again: "重试",
  foot: "演示商店，不会真的出售商品。", footReturns: "退货", help: "帮助", helpKinds: { policy: "服务规则", faq: "常见问题", manual: "说明书" }, helpProduct: "查看商品", footDelivery: "配送", footReturnsAsk: "怎么退货？", footDeliveryAsk: "配送要多久？", before: "原价",
};

export const wordsOf = (language) => ({ en, zh })[language] ?? en;
