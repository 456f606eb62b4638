"""Shop words that mean the same: Chinese and English, and English ones among themselves.

So a Chinese query reaches an English catalogue, and `laptop` one that says notebook.

A small dictionary of the language, about no shop in particular. More specific words of a shop belong in its categories'
aliases, which are read before this.
"""

from collections.abc import Sequence
from functools import cache

_TABLE = """
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
猫 cat|狗 dog|宠物 pet|婴儿 baby|儿童 kids,children|男士 men|女士 women|男 men|女 women|红色 red|红 red
蓝色 blue|蓝 blue|绿色 green|绿 green|黄色 yellow|黑色 black|黑 black|白色 white|白 white|灰色 grey,gray
银色 silver|金色 gold|粉色 pink|粉红色 pink|紫色 purple,violet|橙色 orange|棕色 brown|褐色 brown|米色 beige
藏青色 navy|青色 cyan|品红 magenta|透明 transparent,clear|皮 leather|皮革 leather|真皮 leather|棉 cotton
纯棉 cotton|羊毛 wool|木 wood|木质 wood,wooden|竹 bamboo|金属 metal|不锈钢 stainless steel|塑料 plastic
玻璃 glass|陶瓷 ceramic|铝 aluminium,aluminum|尼龙 nylon|亚麻 linen|丝绸 silk|无线 wireless|有线 wired
蓝牙 bluetooth|防水 waterproof|降噪 noise cancelling|触摸屏 touchscreen|触屏 touchscreen|便携 portable
折叠 foldable,folding|可充电 rechargeable|充电 charging,rechargeable|电动 electric|机械 mechanical
入耳式 in-ear|入耳 in-ear|头戴式 over-ear|外接 external|移动 portable,mobile|原装 original|游戏 gaming,game
游戏本 gaming laptop|激光 laser|喷墨 inkjet|彩色 colour,color|黑白 black and white,monochrome|高清 hd,full hd
大 large|小 small|轻 light|轻便 lightweight|静音 silent,quiet|户外 outdoor|跑步 running|徒步 hiking
登山 hiking,climbing|露营 camping|旅行 travel|办公 office|家用 home|厨房 kitchen|浴室 bathroom|卧室 bedroom
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
    for entry in _TABLE.replace("\n", "|").split("|"):
        if entry.strip():
            chinese, _, english = entry.strip().partition(" ")
            found[phrase_of(chinese)] = tuple(phrase_of(each) for each in english.split(","))
    return found


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
