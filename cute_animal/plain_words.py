"""Words that a wish may hold besides the vocabulary: fillers that change no picture, and things that we cannot draw.

Data only. A word in none of these tables and not in the vocabulary counts as something that we cannot draw, so the
lists of things serve to cut Chinese right (海狮 is no 狮) and to see "sea lion" as one animal that is no lion.
"""

from __future__ import annotations

# Who asks, and for whom. They are no part of the picture unless they are with the animal (beyond.py).
PEOPLE_EN = frozenset(
    """
    me myself mum mom mommy mummy dad daddy mama papa mother father parents grandma grandpa granny grandmother grandfather
    grandparents nana brother brothers sister sisters son daughter uncle aunt auntie cousin cousins kid kids child children
    teacher guy girl girls boy boys dude
    """.split()
)
PEOPLE_ZH = frozenset(
    """
    我 我们 妈妈 爸爸 爸妈 爷爷 奶奶 姥姥 姥爷 外婆 外公 哥哥 姐姐 弟弟 妹妹 叔叔 阿姨 舅舅 姑姑 老师 同学 小朋友 孩子 宝宝 宝贝 儿子 女儿 家人
    """.split()
)

# People who wear and hold things themselves when a wish has them. All are among the things that cannot be drawn.
ROLES = frozenset(
    """
    man woman lady princess prince king queen fairy witch wizard knight doctor nurse farmer cowboy policeman fireman
    小女孩 小男孩 女孩 男孩 女生 男生 公主 王子 国王 女王 仙女 天使 巫师 医生 护士 警察 消防员 厨师 老人 大人 人 婴儿 农民 工人 司机
    圣诞老人 宇航员 机器人 雪人
    """.split()
)

# English words that ask, join, praise or count, and so draw nothing.
FILLERS_EN = PEOPLE_EN | frozenset(
    """
    i i'm i'd i'll i've my mine you your yours you're u we us our ours let let's lets
    baby babies class
    a an the this these those some any each every all other another thing things something someone anything everything
    and or but so then also too as than if because just only even still yet already again maybe perhaps else
    to of for from by at on in into onto up down out off over under near next beside behind front between among around
    inside during late outside above below against across through toward towards along deep
    here there where when while now today tonight tomorrow yesterday soon later always often once day's week month year
    years old birthday monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december weekend holiday time times upon ago
    do does did done doing be been am will would can could should shall might must need needs have having had get gets got
    getting go goes going come comes coming give gives make makes making made draw draws drawing drew drawn paint paints
    painting painted create generate show shows see sees seeing look looks looking like likes liked love loves want
    wants wanted wish wishes wished try tries trying please plz pls thanks thank thx ty hello hi hey ok okay yes yeah yay wow
    um uh oh ah haha hehe lol bye dear sorry tell says say said know think ask asks imagine called named name names
    picture pictures image images drawings illustration cartoon portrait scene background art kind sort type
    style way lot lots bit one's ones body whole same
    very really super so much many more most quite extra totally always nice nicely good great best better cool awesome
    cute cutest cuter cutie adorable lovely sweet pretty beautiful beautifully gorgeous handsome charming fluffy furry fuzzy
    cuddly soft chubby plump fat thin slim round tiny little small big large huge giant tall short long young wee mini
    friendly funny silly kind gentle calm clever smart brave proud shy good-natured playful favorite favourite special
    perfect amazing wonderful fantastic magical dreamy cozy cosy warm snug new clean fresh bright light dark pale deep
    colorful-looking colored coloured color colour colors colours simple plain own real whole single lonely lucky
    animal animals creature creatures friend's pet pets buddy him himself herself itself alone
    pair half tied knitted woolly wooly woollen wool fancy stylish matching both together too well enough exactly
    bright lit beam light lights summer spring fall sunlit beautiful hill light's low high right left middle
    shining shiny glowing clear quiet peaceful blue-ish using made full o clock o'clock pm s t d ll re ve
    want wanna gonna gimme can't wait forget ever never-ending english chinese 5-year-old help story bedtime it'd hope hill hills cub cubs quick version falling full lots soft side left right first second third weather meet meets meeting then
    """.split()
)

FILLERS_ZH = PEOPLE_ZH | frozenset(
    """
    我的 你 你们 你的 您 他们 她们 它们 自己 大家
    祝 的 得 地 了 着 过 们 之 这 那 这个 那个 这只 那只 这样 那样 什么 怎么 哪里 为什么 一下 一点 一点点 一些些 点
    一样 一起 一边 还有 还是 还要 而且 并且 但是 可是 然后 因为 所以 如果 或者 以及 就是 就 也 都 再 又 还 才 把 被 让 给 为 为了 对
    向 朝 从 到 去 来 来到 用 由 以 于 及 同 跟 与 和 或 在 正在 正 位于 处于 请 请问 拜托 麻烦 谢谢 谢谢你 谢谢您 多谢 感谢 你好 您好 哈喽
    嗨 嘿 喂 哇 哇塞 嗯 啊 呀 哦 噢 喔 吧 呢 吗 嘛 啦 咯 哟 耶 哈 哈哈 嘻嘻 好吗 好不好 好不好呀 行不行 行吗 可以吗 对吗 是吗 好的
    好啊 好呀 想 想要 要 我要 我想 想看 希望 喜欢 爱 最爱 最喜欢 能 能不能 可以 可不可以 会 会不会 要不要 是不是 不错 了不起 不得了
    差不多 没关系 不客气 帮 帮忙 帮我 给我 画 画画 画一画 画出 画出来 画一下 画个 画面 画儿 图 图画 图片 插画 风格 样子 模样
    造型 形象 生成 制作 创作 做 弄 搞 整 来个 看 看看 看到 看见 看起来 看上去 听 知道 觉得 说 告诉 变成 变 成 叫 叫做 名叫 名字 名字叫
    送给 送 今天 明天 昨天 现在 此时 时候 的时候 时间 正好 刚刚 刚才 已经 一直 总是 永远 从前 以前 以后 有一天 每天 周末 星期 星期一 星期二
    星期三 星期四 星期五 星期六 星期天 星期日 周一 周二 周三 周四 周五 周六 周日 生日 生日快乐 节日快乐 新年快乐 岁 年 月 日 号 点钟
    上面 下面 里面 外面 前面 后面 旁边 中间 左边 右边 旁 边 上 下 里 中 内 外 前 后 门口 附近 周围 身上 身边 头上 头顶 头顶上 脖子上 脚下
    耳朵上 脖子 地方 背景 颜色 很 非常 特别 超级 超 十分 极了 最 真 真的 太 更 好 好好 挺 蛮 有点 有点儿 比较 越 越来越 越可爱越好
    小 小小 小小的 大 大大 老 新 旧 长 长长 短 高 高高 矮 胖 胖胖 胖嘟嘟 胖乎乎 圆 圆圆 圆滚滚 圆嘟嘟 肉嘟嘟 瘦 萌 萌萌 萌萌哒 呆萌 软萌
    乖 乖乖 乖巧 可爱 可可爱爱 超可爱 漂亮 漂漂亮亮 美 美丽 美美 好看 帅 帅气 酷 酷酷 聪明 温柔 调皮 淘气 顽皮 活泼 机灵 友好 友善 善良 勇敢 害羞
    安静 温暖 暖和 暖暖 暖洋洋 毛茸茸 毛绒绒 毛毛 毛乎乎 软软 软绵绵 软乎乎 软糯 厚 厚厚 薄薄 甜甜 甜美 精致 精美 完美 梦幻 童话 优雅
    时尚 搞笑 好笑 有趣 好玩 憨憨 憨厚 憨态可掬 傻傻 呆呆 迷你 特大 巨大 超大 小号 大号 淡 浅 深 亮 鲜艳 明亮 亮晶晶 闪闪 闪亮 小家伙 家伙
    动物 小动物 宠物 主角 伙伴 个子 身材 全身 整个 所有 唯一 独自 一个人 单独 专属 属于 另 别的 其他 其它 各种 有 有着 具有 带 带着
    带有 的话 才行 即可 需要 必须 一定 应该 帮帮我 求求你 求 快 快点 马上 赶紧 儿 宝 啵 呗 咧 哒 滴 哩 又大又圆 大大的 儿童 幼儿
    故事 作业 课文 中国 英语 中文 喜爱 陪 陪我 晚安 早安 早上好 晚上好 下午好 其中 温馨 天气 日子 里头 边上 边边 那里
    这里 那儿 这儿 中央 当中 开朗 自在 地上 不要忘记 别忘了 相间 嘟嘟 个人 我家 我们家 好朋友 天 天上 外面 先 再画 先画 时 像 好像 版 院子 院子里 手里 手上 手中 时分 头戴着 飘着 飘飘 飘落 飘 挂着 有没有 天气里
    """.split()
)
# Single characters above that are grammar: they never belong to an unknown word beside them. 面包 keeps its 面, 吃的 loses its 的.
GRAMMAR_ZH = frozenset(
    "的得地了着过们我你您他她它是在和跟与及或还又也都就再把被给让请想要画来去到这那吗呢吧啊呀哦噢喔嗯哇哈嘛啦咯哟耶很有"
    "上下里中内外前后边旁于从向朝对为用由正点"
)

# (English, Chinese): animals that the starter cannot draw. Several names of one animal stand side by side with "|".
ANIMALS = tuple(
    tuple(row.strip().split("=", 1))
    for row in """
    squid=鱿鱼|乌贼; lobster=龙虾; shrimp=虾|小虾; jellyfish=水母; starfish=海星; sea urchin=海胆; killer whale|orca=虎鲸; dolphin=海豚
    shark=鲨鱼; sea lion=海狮; walrus=海象; manatee|sea cow=海牛; otter|sea otter=水獭|海獭; clownfish=小丑鱼; pufferfish=河豚
    seahorse|sea horse=海马; slug=鼻涕虫; worm=虫|虫子|虫虫; caterpillar=毛毛虫; moth=飞蛾; wasp=黄蜂; ant=蚂蚁; dragonfly=蜻蜓
    firefly=萤火虫; spider=蜘蛛; beetle=甲虫|独角仙; cricket=蟋蟀|蛐蛐|蝈蝈; cicada=知了|蝉; bug|insect=昆虫|小昆虫; grasshopper=蚂蚱|蝗虫; mosquito=蚊子; housefly=苍蝇; cockroach=蟑螂
    scorpion=蝎子; centipede=蜈蚣; donkey=驴|驴子|毛驴; mule=骡子; camel=骆驼; llama=大羊驼; alpaca=羊驼|草泥马; goat|billy goat=山羊
    antelope|gazelle=羚羊|藏羚羊; moose|elk=麋鹿|驼鹿; reindeer=驯鹿; bison|buffalo|water buffalo=水牛|野牛; yak=牦牛; bull|ox=公牛
    boar|wild boar=野猪; porcupine=豪猪; wolf=狼|大灰狼|小狼; coyote=郊狼; hyena=鬣狗; jackal=豺; red panda|red panda bear|red panda cub=红熊猫; polar bear=北极熊
    badger=獾; skunk=臭鼬; weasel|ferret|stoat=黄鼠狼|雪貂|貂; meerkat=狐獴; mongoose=猫鼬; beaver=河狸; chipmunk=花栗鼠
    guinea pig=豚鼠|荷兰猪|天竺鼠; rat=耗子; chinchilla=龙猫; gerbil=沙鼠; groundhog|marmot=土拨鼠; mole=鼹鼠; anteater=食蚁兽
    armadillo=犰狳; pangolin=穿山甲; wallaby=沙袋鼠; wombat=袋熊; platypus=鸭嘴兽; leopard=豹|豹子|花豹|小豹子; cheetah=猎豹; jaguar=美洲豹
    panther=黑豹; snow leopard=雪豹; lynx|bobcat=猞猁; cougar|puma|mountain lion=美洲狮; gorilla=大猩猩; ape=猿|猿猴; chimpanzee|chimp=黑猩猩|猩猩
    orangutan=红毛猩猩; baboon=狒狒; lemur=狐猴; bird|birdie=鸟|小鸟|鸟儿; eagle=老鹰|鹰; hawk|falcon=猎鹰; swan=天鹅; goose=鹅|大鹅
    turkey=火鸡; rooster|cock=公鸡; hen=母鸡; pigeon|dove=鸽子|白鸽; vulture=秃鹫|秃鹰; crow|raven=乌鸦; magpie=喜鹊; sparrow=麻雀; robin=知更鸟; swallow=燕子
    seagull|gull=海鸥; pelican=鹈鹕; stork|crane=仙鹤|白鹤|鹤; toucan=巨嘴鸟; hummingbird=蜂鸟; ostrich=鸵鸟; woodpecker=啄木鸟
    puffin=海鹦; canary=金丝雀; snake=蛇|小蛇; lizard=蜥蜴; gecko=壁虎; chameleon=变色龙; iguana=鬣蜥; crocodile|alligator=鳄鱼
    toad=蟾蜍|癞蛤蟆; tadpole=蝌蚪; salamander=火蜥蜴; axolotl=六角恐龙|美西螈; phoenix=凤凰; mermaid=美人鱼|人鱼
    pegasus=飞马; mammoth=猛犸象|猛犸; corgi=柯基; husky=哈士奇; poodle=贵宾犬|泰迪犬|泰迪|小泰迪; golden retriever=金毛|金毛犬|大金毛; labrador=拉布拉多; bulldog=斗牛犬; dalmatian=大麦町; prairie dog=草原犬鼠; catfish=鲶鱼; flounder=比目鱼; eel=鳗鱼; narwhal=独角鲸; qilin=麒麟; yeti=雪怪
    flying fox=狐蝠; elephant seal=象海豹; swordfish=剑鱼; clam=蛤蜊; oyster=牡蛎; coral=珊瑚; capybara=水豚|卡皮巴拉; quokka=短尾矮袋鼠
    ray|stingray=鳐鱼|魔鬼鱼; salmon=三文鱼; sardine=沙丁鱼; hairtail=带鱼; lionfish|lion fish=狮子鱼; cat fish=鲇鱼; tarsier=眼镜猴
    cobra=眼镜蛇; clouded leopard=云豹; wildebeest|gnu=角马; hornet=马蜂|熊蜂|大黄蜂; horsefly|horse fly=牛虻; dragon fly=蜻蜓
    pekinese=狮子狗; komodo dragon=科莫多龙; sea dragon=叶海龙|海龙; mouse deer=鼷鹿; guinea fowl=珍珠鸡; snapping turtle=鳄龟
    pterodactyl|pterosaur=翼龙; stegosaurus=剑龙; brontosaurus=雷龙; brachiosaurus=腕龙; tiger shark=虎鲨; whale shark=鲸鲨
    """.replace("\n", ";").split(";")
    if row.strip()
)

# Things, people, deeds and moods that cannot be drawn and hold a word that can, or that a child often asks for.
THINGS_EN = tuple(
    row.strip()
    for row in """
    hot dog; teddy bear picnic; bow tie; bowtie; bow and arrow; sleeping bag; jump rope; jumping rope; space ship; spaceship; tree house
    doll house; dog house; flower pot; snow man; snowman; snow ball; birthday cake; cow boy; cowboy; chicken soup; chicken nuggets
    computer mouse; monkey bars; lion dance; rain boots; sun flower; star fish; moon cake; cat nap; pony tail; swimming pool; bunny ears
    cat ears; rabbit ears; mouse ears; sea shell; field trip; on the moon; on the sun; park bench; fox glove; bowling ball; snow globe
    ball pit; crystal ball; space rocket; rainbow bridge; bed; baseball bat; fish tank; fish bowl; book bag; crown prince; cup cake
    spider web; flower bed; farm truck; snow boots; ball gown; dragon boat; photo; photograph; sketch; pencil sketch
    oil painting; ink painting; sand painting; pencil drawing; chalk drawing; line drawing; line art; pixel art; comic; autumn; in autumn
    in spring; in the spring; in summer; in the summer; in fall; in the fall; springtime; summertime
    """.replace("\n", ";").split(";")
    if row.strip()
)
THINGS_ZH = frozenset(
    """
    鸡蛋 蛋 鸡腿 鸡翅 炸鸡 鸡肉 鸡块 牛奶 牛肉 牛排 牛仔 牛仔裤 牛仔帽 牛油果 蜗牛壳 羊肉 羊毛 猪肉 猪八戒 鸭梨 鸭脖 狗尾巴草 狗粮 猫粮 猫砂
    热狗 象棋 象牙 鼠标 兔子灯 虎牙 熊孩子 熊掌 鹿角 蛙泳 马路 花瓶 花盆 花生 花菜 烟花 火花 棉花 棉花糖 雪人 雪球 雪橇 雪山 滑雪 滑冰
    雪地车 白雪公主 云梯 云南 坐垫 车站 站台 站长 跳绳 跳水 跳伞 跳棋 跳高 跳远 跳板 笑话 玩笑 睡袋 睡裤 睡帽 困难 家具 家庭 画家 国家
    科学家 太阳花 太阳能 向日葵 玫瑰 玫瑰花 樱花 荷花 郁金香 菊花 夜市 夜莺 草莓 草药 森林公园 海盗 海盗船 海藻 海鲜 海绵 天空之城 太空船
    宇宙飞船 飞船 宇航员 火箭 飞机 直升机 汽车 小汽车 火车 卡车 公交车 自行车 单车 摩托车 滑板 滑板车 轮船 船 帆船 潜水艇 坦克 篮球 积木
    玩具 娃娃 机器人 电脑 电视 手机 平板 相机 钢琴 吉他 小提琴 鼓 喇叭 书包 铅笔 本子 桌子 椅子 沙发 床 被子 枕头 台灯 蛋糕 生日蛋糕 巧克力
    饼干 面包 面条 米饭 饺子 包子 披萨 汉堡 薯条 苹果 香蕉 橙子 橘子 西瓜 葡萄 桃子 梨 萝卜 胡萝卜 红萝卜 竹子 骨头 奶茶 果汁 牛奶瓶 奶瓶
    星星 流星 雨 雷 闪电 大树 树 树叶 小草 山 高山 火山 河 小河 湖 瀑布 沙漠 城市 街道 马戏团 医院 医生 护士 警察 消防员 厨师 公主 王子 国王
    女王 仙女 天使 巫师 魔法 魔法师 魔术 奥特曼 超人 英雄 圣诞 圣诞树 圣诞老人 圣诞节 春节 灯笼 鞭炮 红包 月饼 粽子 鞋 鞋子 靴子 雨鞋 雨靴
    拖鞋 袜子 手套 领带 领结 项链 耳环 手表 手镯 包 背包 书桌 扇子 翅膀 尾巴尖 飞 飞翔 游泳 潜水 唱歌 弹琴 弹钢琴 写字 写作业 吃饭 喝水 喝茶
    洗澡 刷牙 做饭 骑 骑车 开车 开 爬 爬树 爬山 拉 推 背 背着 玩滑梯 秋千 荡秋千 钓鱼 躺 趴 蹲 蹲着 跪 大哭 生气 愤怒 害怕 悲伤 打滚 翻跟头
    倒立 走 走路 散步 拥抱 亲亲 打架 朋友 朋友们 月亮上 太阳上 星星上 男孩 女孩 小男孩 小女孩 男生 女生 人 大人 老人 婴儿 士兵 工人
    农民 司机 银色 米色 米白色 透明 格子 图案 斗牛 耳朵发箍 发箍 兔耳朵 兔子耳朵 猫耳朵 猫耳 兔耳 狗耳朵 熊耳朵 床上 床边 河边 湖边 山上
    山顶 田里 动物园 超市 商店 餐厅 厨房 浴室 月球 火星 地球 星球 星球上 树上 屋顶 路上 街上 马路上 车里 船上 桥 桥上 楼 房顶 泳池 游泳池
    花园城 龙虾 龙舟 象鼻 马桶 马车 马戏 鱼缸 鱼竿 书架 球场 球衣 糖葫芦 云霄飞车 书店 书房 牛蛙 马蹄 龙卷风 蜂巢 蜂窝 鱼钩 鱼骨头 雪花膏
    球拍 杯子蛋糕 毛线球 水晶球 花环 照片 相片 漫画
    """.split()
)

# Colours that neither coats nor clothes have.
OTHER_COLORS_EN = (
    "silver", "cyan", "beige", "cream", "navy", "magenta", "maroon", "lilac", "transparent", "khaki", "indigo", "bronze", "checkered",
)  # fmt: skip
OTHER_COLORS_ZH = ("银色", "米色", "米白色", "透明", "格子", "卡其色", "紫红色", "玫红色", "古铜色")
