"""Shop words that mean the same: Chinese and English, and English ones among themselves.

So a Chinese query reaches an English catalogue, and `laptop` one that says notebook.

A small dictionary of the language, about no shop in particular. More specific words of a shop belong in its categories'
aliases, which are read before this.
"""

from collections.abc import Sequence
from functools import cache

_THINGS = """
鼠标 mouse|键盘 keyboard|显示器 monitor,display|屏幕 screen,display|电脑 computer,pc|笔记本 notebook,laptop
笔记本电脑 laptop,notebook|台式机 desktop,pc|台式电脑 desktop,pc|平板 tablet|平板电脑 tablet
手机 smartphone,phone,mobile phone|智能手机 smartphone|电话 telephone,phone|耳机 headphones,headset,earphones
头戴式耳机 headphones|入耳式耳机 earphones,earbuds|音箱 speaker|音响 speaker|扬声器 speaker|麦克风 microphone
话筒 microphone|摄像头 webcam,camera|相机 camera|照相机 camera|数码相机 digital camera
摄像机 camcorder,video camera|镜头 lens|三脚架 tripod|打印机 printer|激光打印机 laser printer
喷墨打印机 inkjet printer|扫描仪 scanner|墨盒 ink cartridge|硒鼓 toner cartridge|碳粉 toner|墨水 ink|纸 paper
相纸 photo paper|标签 label|投影仪 projector|投影机 projector|电视 tv,television|电视机 tv,television
硬盘 hard drive,hdd|固态硬盘 ssd|移动硬盘 external hard drive|内存 memory,ram|内存卡 memory card
存储卡 memory card|U盘 usb flash drive|优盘 usb flash drive|闪存 flash|显卡 graphics card|主板 motherboard
处理器 processor|电源 power supply|路由器 router|交换机 switch|网卡 network card
网线 network cable,ethernet cable|数据线 cable|线 cable|电缆 cable|转接头 adapter|适配器 adapter|充电器 charger
充电宝 power bank|移动电源 power bank|电池 battery|插座 socket,power strip|插线板 power strip,extension cord
扩展坞 docking station|集线器 hub|支架 stand,mount,holder|电脑包 laptop bag|笔记本包 laptop bag|包 bag
背包 backpack|双肩包 backpack|手提包 handbag|钱包 wallet|行李箱 suitcase|保护壳 case|手机壳 phone case
保护套 case,cover|手表 watch|智能手表 smartwatch|手环 fitness band,activity tracker|游戏机 game console,console
手柄 controller|游戏 game|软件 software|服务器 server|碎纸机 shredder|计算器 calculator
咖啡机 coffee machine,coffee maker|水壶 kettle|电热水壶 electric kettle|杯子 cup,mug|马克杯 mug
保温杯 thermos,tumbler,travel mug|水杯 water bottle|锅 pot,pan|平底锅 frying pan|刀 knife|盘子 plate|碗 bowl
烤箱 oven|面包机 toaster,bread maker|微波炉 microwave|冰箱 fridge,refrigerator|洗衣机 washing machine
吸尘器 vacuum cleaner|风扇 fan|空调 air conditioner|加湿器 humidifier|灯 lamp,light|台灯 desk lamp,table lamp
夜灯 night light|灯泡 bulb|桌子 desk,table|书桌 desk|椅子 chair|沙发 sofa|床 bed|枕头 pillow|被子 duvet
毯子 blanket|毛巾 towel|地毯 rug,carpet|窗帘 curtain|镜子 mirror|花瓶 vase|架子 shelf,rack|书架 bookshelf
书 book|笔 pen|笔记本子 notebook|玩具 toy|娃娃 doll|积木 building blocks|拼图 puzzle|衣服 clothes,clothing
外套 jacket,coat|夹克 jacket|羽绒服 down jacket|雨衣 raincoat,rain jacket|衬衫 shirt|T恤 t-shirt|毛衣 sweater
连衣裙 dress|裙子 skirt,dress|裤子 trousers,pants|牛仔裤 jeans|短裤 shorts|袜子 socks|帽子 hat,cap|围巾 scarf
手套 gloves|鞋 shoes,shoe|鞋子 shoes|跑鞋 running shoes|运动鞋 sneakers,sports shoes|靴子 boots|凉鞋 sandals
皮带 belt|眼镜 glasses|太阳镜 sunglasses|雨伞 umbrella|伞 umbrella|帐篷 tent|睡袋 sleeping bag|钓鱼 fishing
鱼竿 fishing rod|自行车 bicycle,bike|头盔 helmet|瑜伽垫 yoga mat|哑铃 dumbbell|球 ball|篮球 basketball
足球 football|茶 tea|咖啡 coffee|巧克力 chocolate|零食 snack|蜂蜜 honey|香水 perfume|口红 lipstick|护肤 skincare
洗发水 shampoo|牙刷 toothbrush|电动牙刷 electric toothbrush|剃须刀 shaver,razor|吹风机 hair dryer|礼物 gift
猫 cat|狗 dog|宠物 pet
收音机 radio|闹钟 alarm clock|时钟 clock|电饭锅 rice cooker|电饭煲 rice cooker|空气炸锅 air fryer|榨汁机 juicer
搅拌机 blender|破壁机 blender|熨斗 iron|挂烫机 garment steamer|电暖器 heater|取暖器 heater|净水器 water filter
空气净化器 air purifier|扫地机器人 robot vacuum|体重秤 scale|电子秤 scale|血压计 blood pressure monitor
对讲机 walkie-talkie|行车记录仪 dash cam|无人机 drone|录音笔 voice recorder|电子书 e-reader|阅读器 e-reader
手写板 graphics tablet|数位板 graphics tablet|机箱 computer case|散热器 cooler|内存条 memory module|固态 ssd
硬盘盒 hard drive enclosure|读卡器 card reader|光驱 optical drive|刻录机 dvd writer|标签机 label printer
一体机 all-in-one printer|复印机 copier|传真机 fax|白板 whiteboard|幕布 projection screen|遥控器 remote control
蓝牙适配器 bluetooth adapter|网络摄像头 webcam|监控摄像头 security camera|门铃 doorbell|门锁 door lock|插头 plug
延长线 extension cord|跳线 patch cable|光纤线 fibre optic cable|屏幕膜 screen protector|钢化膜 screen protector
键盘膜 keyboard cover|鼠标垫 mouse pad|护手霜 hand cream|面霜 face cream|防晒霜 sunscreen|洗面奶 face wash
沐浴露 shower gel|牙膏 toothpaste|纸尿裤 nappies|尿不湿 nappies|奶瓶 baby bottle|婴儿车 stroller|安全座椅 car seat
猫砂 cat litter|猫粮 cat food|狗粮 dog food|牵引绳 leash|抓柱 scratching post|鱼缸 fish tank|拖鞋 slippers
内衣 underwear|睡衣 pyjamas|羊毛衫 sweater|卫衣 hoodie|衬衣 shirt|泳衣 swimsuit|领带 tie|腰带 belt|双肩背包 backpack
登山杖 trekking poles|睡垫 sleeping mat|水壶 water bottle|炒锅 wok|砂锅 casserole|菜刀 kitchen knife
砧板 chopping board
筷子 chopsticks|勺子 spoon|叉子 fork|茶壶 teapot|茶杯 teacup|酒杯 wine glass|花盆 plant pot|种子 seeds|衣架 hanger
晾衣架 drying rack|垃圾桶 bin|收纳盒 storage box|鞋架 shoe rack|床垫 mattress|床单 bed linen|衣柜 wardrobe
餐桌 dining table
餐椅 dining chair|茶几 coffee table|落地灯 floor lamp|吊灯 pendant lamp|蜡烛 candle|相框 picture frame
钢笔 fountain pen
铅笔 pencil|彩笔 colouring pens|计算尺 ruler|桌游 board game|风筝 kite|滑板 skateboard|跳绳 skipping rope
羽毛球拍 badminton racket
乒乓球拍 table tennis bat|泳镜 swimming goggles|咖啡豆 coffee beans|绿茶 green tea|红茶 black tea
"""

_PROPERTIES = """
婴儿 baby|儿童 kids,children|男士 men|女士 women|男 men|女 women|红色 red|红 red
蓝色 blue|蓝 blue|绿色 green|绿 green|黄色 yellow|黑色 black|黑 black|白色 white|白 white|灰色 grey,gray
银色 silver|金色 gold|粉色 pink|粉红色 pink|紫色 purple,violet|橙色 orange|棕色 brown|褐色 brown|米色 beige
藏青色 navy|青色 cyan|品红 magenta|透明 transparent,clear|实木 wood,solid wood|木头 wood|布 fabric|真丝 silk
涤纶 polyester|硅胶 silicone|橡胶 rubber
钛 titanium|碳纤维 carbon fibre|皮 leather|皮革 leather|真皮 leather|棉 cotton
纯棉 cotton|羊毛 wool|木 wood|木质 wood,wooden|竹 bamboo|金属 metal|不锈钢 stainless steel|塑料 plastic
玻璃 glass|陶瓷 ceramic|铝 aluminium,aluminum|尼龙 nylon|亚麻 linen|丝绸 silk|无线 wireless|有线 wired
蓝牙 bluetooth|防水 waterproof|降噪 noise cancelling|触摸屏 touchscreen|触屏 touchscreen|便携 portable
折叠 foldable,folding|可充电 rechargeable|充电 charging,rechargeable|电动 electric|机械 mechanical
入耳式 in-ear|入耳 in-ear|头戴式 over-ear|外接 external|移动 portable,mobile|原装 original|游戏 gaming,game
游戏本 gaming laptop|激光 laser|喷墨 inkjet|彩色 colour,color|黑白 black and white,monochrome|高清 hd,full hd
快充 fast charging|曲面 curved|网管 managed|双面 duplex,double-sided|太阳能 solar|护眼 eye care|防风 windproof
防滑 non-slip|防摔 shockproof|透气 breathable|保暖 warm|加厚 thick|轻薄 thin and light|可调光 dimmable|可水洗 washable
机洗 machine washable|可机洗 machine washable|无糖 sugar free|无香 unscented|无谷 grain free|有机 organic|儿童款 kids
可移除 removable|可拆卸 detachable|背光 backlit|光面 glossy|哑光 matte|车载 car|二手 used|全新 new|兼容 compatible
大容量 high capacity|单模 single mode|多模 multimode|单色 monochrome|智能 smart|自动 automatic|迷你 mini
超薄 ultra-thin
长袖 long sleeve|短袖 short sleeve|修身 slim|宽松 loose|高腰 high waist|连帽 hooded|带帽 hooded|纯色 plain
条纹 striped
印花 printed|碎花 floral|千兆 gigabit|双频 dual band|双卡 dual sim
大 large|小 small|轻 light|轻便 lightweight|静音 silent,quiet
"""

_USES_AND_BRANDS = """
户外 outdoor|跑步 running|徒步 hiking
登山 hiking,climbing|露营 camping|旅行 travel|办公 office|办公室 office
家用 home|厨房 kitchen|浴室 bathroom|卧室 bedroom
苹果 apple|惠普 hp|戴尔 dell|联想 lenovo|华硕 asus|宏碁 acer|索尼 sony|三星 samsung|佳能 canon|爱普生 epson
兄弟 brother|飞利浦 philips|微软 microsoft|英特尔 intel|罗技 logitech|金士顿 kingston|松下 panasonic
东芝 toshiba|夏普 sharp|施乐 xerox|利盟 lexmark|尼康 nikon|任天堂 nintendo|华为 huawei|小米 xiaomi|雷蛇 razer
闪迪 sandisk|西部数据 western digital|希捷 seagate|博世 bosch|西门子 siemens|耐克 nike|阿迪达斯 adidas|乐高 lego
拼搭 building,construction|搭建 building
"""

_ALIKE = """
laptop notebook|tv television|smartphone mobile cellphone phone|headphone earphone earbud headset
backpack rucksack|sofa couch|trousers pants|sneaker trainer|sweater jumper pullover|fridge refrigerator
vacuum hoover|bike bicycle|mug cup|monitor display screen
memory ram|hdd harddrive|wireless cordless|torch flashlight|nappy diaper|pram stroller|pushchair stroller
mobile smartphone|pc desktop computer|camcorder videocamera|purse wallet|coat jacket
duvet quilt comforter|hoodie sweatshirt|shaver razor|perfume fragrance|rug carpet
pan skillet|cooker stove|tap faucet|bin trash|garden outdoor
"""
"""English words of a line's entry stand for each other."""


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Single folded English words to others for the same thing."""
    from retrieval.tokens import stem

    groups = [[stem(word) for word in entry.split()] for entry in _ALIKE.replace("\n", "|").split("|")]
    groups += [[sense for sense in senses if " " not in sense] for senses in dictionary().values()]
    found: dict[str, dict[str, None]] = {}
    for group in groups:
        for word in group:
            found.setdefault(word, {}).update(dict.fromkeys(other for other in group if other != word))
    return {word: tuple(others) for word, others in found.items() if others}


@cache
def dictionary() -> dict[str, tuple[str, ...]]:
    """Characters with a space between, as the vocabulary writes them, to English phrases of folded words."""
    from retrieval.vocabulary import phrase_of

    found: dict[str, tuple[str, ...]] = {}
    for table in (_THINGS, _PROPERTIES, _USES_AND_BRANDS):
        for chinese, english in _entries(table):
            found.setdefault(phrase_of(chinese), tuple(map(phrase_of, english)))
    return found


@cache
def things() -> frozenset[str]:
    """The last words of what things are called: `cartridge`, `lamp`; what may stand for the thing that is wanted."""
    from retrieval.tokens import stem
    from retrieval.vocabulary import phrase_of

    named = [phrase_of(each) for _, english in _entries(_THINGS) for each in english]
    alike = [stem(word) for word in _ALIKE.split() for word in word.split("|")]
    return frozenset(name.rpartition(" ")[2] for name in named) | frozenset(alike) - {"wireless", "cordless", "outdoor"}


@cache
def properties() -> frozenset[str]:
    """English phrases for what a thing can be like: `foldable`, `stainless steel`."""
    from retrieval.vocabulary import phrase_of

    return frozenset(phrase_of(each) for _, english in _entries(_PROPERTIES) for each in english)


def _entries(table: str) -> list[tuple[str, list[str]]]:
    parts = (entry.strip().partition(" ") for entry in table.replace("\n", "|").split("|") if entry.strip())
    return [(chinese, english.split(",")) for chinese, _, english in parts]


def in_english(phrase: str) -> tuple[str, ...]:
    """English phrases for a Chinese one; none for anything else."""
    return dictionary().get(phrase, ())


def translated(folded: Sequence[str]) -> list[str]:
    """The English words of the longest known phrases in a run of folded tokens; the first sense of each."""
    found: list[str] = []
    at = 0
    while at < len(folded):
        for length in range(min(8, len(folded) - at), 0, -1):
            if senses := in_english(" ".join(folded[at : at + length])):
                found.append(senses[0])
                at += length
                break
        else:
            at += 1
    return found
