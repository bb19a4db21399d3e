"""Terms of the field in Chinese: the English word, then its Chinese ones, in simplified and traditional characters."""

TERMS = """
    exosome: 外泌体 外泌體 外泌小体 外泌小體 胞外泌体 胞外泌體 细胞外泌体 細胞外泌體
    extracellular vesicle: 细胞外囊泡 細胞外囊泡 胞外囊泡
    small extracellular vesicle: 小细胞外囊泡 小細胞外囊泡
    microvesicle: 微囊泡
    vesicle: 囊泡
    apoptotic body: 凋亡小体 凋亡小體

    macrophage: 巨噬细胞 巨噬細胞
    tumor-associated macrophage: 肿瘤相关巨噬细胞 肿瘤相关性巨噬细胞 腫瘤相關巨噬細胞
    monocyte: 单核细胞 單核細胞 单核球 單核球
    dendritic cell: 树突状细胞 树突细胞 樹突狀細胞 樹突細胞
    natural killer cell: 自然杀伤细胞 自然殺傷細胞 自然殺手細胞
    neutrophil: 中性粒细胞 中性粒細胞 嗜中性球
    lymphocyte: 淋巴细胞 淋巴細胞
    microglia: 小胶质细胞 小膠質細胞
    Kupffer cell: 库普弗细胞 枯否细胞 庫普弗細胞
    platelet: 血小板
    stem cell: 干细胞 幹細胞
    mesenchymal stem cell: 间充质干细胞 间质干细胞 間充質幹細胞 間質幹細胞
    fibroblast: 成纤维细胞 成纖維細胞 纤维母细胞 纖維母細胞
    endothelial cell: 内皮细胞 內皮細胞
    epithelial cell: 上皮细胞 上皮細胞
    immune cell: 免疫细胞 免疫細胞
    cancer cell: 癌细胞 癌細胞
    tumor cell: 肿瘤细胞 腫瘤細胞
    cell: 细胞 細胞

    polarization: 极化 極化
    phenotype: 表型
    phagocytosis: 吞噬 吞噬作用
    epithelial-mesenchymal transition: 上皮间质转化 上皮間質轉化
    tumor microenvironment: 肿瘤微环境 腫瘤微環境
    microenvironment: 微环境 微環境
    metastasis: 转移 轉移
    pre-metastatic niche: 转移前微环境 转移前生态位 轉移前微環境 轉移前生態位
    invasion: 侵袭 侵襲
    migration: 迁移 遷移
    proliferation: 增殖
    angiogenesis: 血管生成 血管新生
    apoptosis: 凋亡 细胞凋亡 細胞凋亡
    ferroptosis: 铁死亡 鐵死亡
    pyroptosis: 焦亡 细胞焦亡 細胞焦亡
    autophagy: 自噬
    glycolysis: 糖酵解
    metabolism: 代谢 代謝
    hypoxia: 缺氧 低氧
    inflammation: 炎症 发炎 發炎
    anti-inflammatory: 抗炎
    pro-inflammatory: 促炎
    fibrosis: 纤维化 纖維化
    immune escape: 免疫逃逸
    immunosuppression: 免疫抑制
    immune response: 免疫反应 免疫反應 免疫应答 免疫應答
    immune: 免疫
    intercellular communication: 细胞间通讯 細胞間通訊 细胞间通信
    signaling pathway: 信号通路 信號通路 信号传导通路 訊息傳遞路徑
    pathway: 通路
    expression: 表达 表達

    tumor: 肿瘤 腫瘤
    cancer: 癌症 癌
    breast cancer: 乳腺癌 乳癌
    lung cancer: 肺癌
    non-small cell lung cancer: 非小细胞肺癌 非小細胞肺癌
    liver cancer: 肝癌
    hepatocellular carcinoma: 肝细胞癌 肝細胞癌
    gastric cancer: 胃癌
    colorectal cancer: 结直肠癌 結直腸癌 大肠癌 大腸癌
    colon cancer: 结肠癌 結腸癌
    pancreatic cancer: 胰腺癌 胰脏癌 胰臟癌
    esophageal cancer: 食管癌 食道癌
    prostate cancer: 前列腺癌 摄护腺癌 攝護腺癌
    bladder cancer: 膀胱癌
    kidney cancer: 肾癌 腎癌
    renal cell carcinoma: 肾细胞癌 腎細胞癌
    ovarian cancer: 卵巢癌
    cervical cancer: 宫颈癌 子宫颈癌 子宮頸癌
    endometrial cancer: 子宫内膜癌 子宮內膜癌
    thyroid cancer: 甲状腺癌 甲狀腺癌
    head and neck cancer: 头颈癌 头颈部癌 頭頸癌
    nasopharyngeal carcinoma: 鼻咽癌
    oral cancer: 口腔癌
    squamous cell carcinoma: 鳞状细胞癌 鱗狀細胞癌 鳞癌 鱗癌
    glioma: 胶质瘤 膠質瘤 神经胶质瘤 神經膠質瘤
    glioblastoma: 胶质母细胞瘤 膠質母細胞瘤
    melanoma: 黑色素瘤
    osteosarcoma: 骨肉瘤
    leukemia: 白血病 血癌
    lymphoma: 淋巴瘤
    multiple myeloma: 多发性骨髓瘤 多發性骨髓瘤

    microRNA: 微小RNA 微RNA 微型RNA 微小核糖核酸 微核糖核酸
    lncRNA: 长链非编码RNA 长非编码RNA 長鏈非編碼RNA 長鏈非編碼核糖核酸
    circRNA: 环状RNA 環狀RNA
    messenger RNA: 信使RNA
    protein: 蛋白 蛋白质 蛋白質
    gene: 基因
    lipid: 脂质 脂質
    cytokine: 细胞因子 細胞因子 細胞激素
    chemokine: 趋化因子 趨化因子
    receptor: 受体 受體
    antibody: 抗体 抗體
    antigen: 抗原
    integrin: 整合素

    therapy: 治疗 治療 疗法 療法
    immunotherapy: 免疫治疗 免疫疗法 免疫治療 免疫療法
    immune checkpoint: 免疫检查点 免疫檢查點
    immune checkpoint inhibitor: 免疫检查点抑制剂 免疫檢查點抑制劑
    chemotherapy: 化疗 化学治疗 化療 化學治療
    radiotherapy: 放疗 放射治疗 放療 放射治療
    targeted therapy: 靶向治疗 靶向治療 標靶治療
    vaccine: 疫苗
    drug: 药物 藥物
    drug delivery: 药物递送 药物输送 藥物遞送 藥物輸送 藥物傳遞
    drug carrier: 药物载体 藥物載體
    drug resistance: 耐药 耐药性 抗药性 耐藥 耐藥性 抗藥性
    resistance: 抵抗 抗性
    delivery: 递送 遞送
    carrier: 载体 載體
    engineered: 工程化
    nanoparticle: 纳米颗粒 纳米粒子 納米顆粒 奈米顆粒 奈米粒子
    liposome: 脂质体 脂質體
    inhibitor: 抑制剂 抑制劑
    gemcitabine: 吉西他滨 吉西他濱
    cisplatin: 顺铂 順鉑
    paclitaxel: 紫杉醇
    doxorubicin: 多柔比星 阿霉素 阿黴素

    biomarker: 生物标志物 生物标记物 生物標誌物 生物標記 标志物 標誌物
    diagnosis: 诊断 診斷
    liquid biopsy: 液体活检 液態活檢 液體活檢
    prognosis: 预后 預後
    survival: 生存 存活
    recurrence: 复发 復發
    blood: 血液
    plasma: 血浆 血漿
    serum: 血清
    isolation: 分离 分離
    ultracentrifugation: 超速离心 超速離心
    side effect: 副作用 不良反应 不良反應
    toxicity: 毒性
    safety: 安全性
    clinical trial: 临床试验 臨床試驗
    clinical: 临床 臨床
    patient: 患者 病人
    mouse: 小鼠
    in vivo: 体内 體內
    in vitro: 体外 體外

    mechanism: 机制 机理 機制 機理 機轉
    role: 作用 角色
    function: 功能
    affect: 影响 影響
    regulate: 调节 调控 調節 調控
    promote: 促进 促進
    inhibit: 抑制
    induce: 诱导 誘導
    target: 靶点 靶標 靶标 靶點
    secrete: 分泌
    release: 释放 釋放
    uptake: 摄取 攝取
    derived: 来源 來源 衍生
    increase: 增加 升高
    decrease: 减少 降低 減少
    advantage: 优势 優勢 优点 優點
    application: 应用 應用
    review: 综述 綜述
    published: 发表 發表
    who wrote: 谁写的 谁写了 誰寫的 誰寫了 作者是谁 作者是誰
    which journal: 哪个期刊 哪本期刊 哪個期刊 哪本雜誌 哪个杂志 什么期刊 什麼期刊
    how many references: 多少参考文献 多少篇参考文献 多少參考文獻 多少篇參考文獻
    how many: 多少
    what year: 哪年 哪一年
"""
FUNCTION_WORDS = """
    什么 什麼 甚麼 是什么 是什麼 为什么 為什麼 为何 為何 如何 怎么 怎麼 怎样 怎樣 怎么样 怎麼樣
    是否 能否 可否 有没有 有沒有 哪些 有哪些 哪个 哪個 哪种 哪種 哪里 哪裡 请问 請問
    可以 能够 能夠 可能 通过 通過 利用 使用 进行 進行 关于 關於 相关 相關 对于 對於 由于 由於
    以及 还有 還有 或者 并且 並且 因为 因為 所以 之间 之間 其中 这些 這些 那些 这篇 這篇 它们 它們 我们 我們
    的 了 吗 嗎 呢 吧 是 和 与 與 及 或
"""
"""Words that say nothing of the topic, wherever they stand."""
FUNCTION_CHARACTERS = """
    中 对 對 会 會 能 有 为 為 以 从 從 向 由 被 把 将 將 可 于 於 上 下 里 裡 内 內 间 間 之 其 在 使 让 讓 用 来 來
    并 並 而 但 也 都 型 性 类 類 种 種
"""
"""Characters that say nothing of the topic where what stands on both sides of them has been read."""
