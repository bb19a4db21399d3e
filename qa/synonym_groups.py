"""Words of the field that stand for one another, a group a line, the term that papers use most first.

Behind a colon: what the group is. "same" names one thing; "related" names are near enough to be searched for too, and
are not the same (an exosome is a small extracellular vesicle by its origin: MISEV); "verbs" say the same of any thing,
and count when a sentence is read, but are not searched for.

A term behind "~" is understood in a question and in a text, but nothing is searched for by it.

A short form in capitals is only taken for what it stands for here when it is written in capitals.
"""

GROUPS = """
same: oral squamous cell carcinoma | oral cancer | ~mouth cancer | ~cancer of the mouth
same: colorectal cancer | ~bowel cancer | colon cancer | ~rectal cancer | CRC | colorectal carcinoma | ~colorectal tumor
same: colorectal | ~bowel
same: gastric cancer | stomach cancer | gastric carcinoma | gastric adenocarcinoma
same: gastric | ~stomach
same: hepatocellular carcinoma | HCC | liver cancer | ~hepatoma | ~liver tumor
same: renal cell carcinoma | RCC | ~kidney cancer | renal cancer
same: breast cancer | ~mammary carcinoma | ~mammary tumor | breast carcinoma | ~breast tumor
same: triple-negative breast cancer | TNBC
same: non-small cell lung cancer | NSCLC
same: lung adenocarcinoma | LUAD
same: small cell lung cancer | SCLC
same: pancreatic ductal adenocarcinoma | PDAC | pancreatic cancer | ~cancer of the pancreas
same: esophageal squamous cell carcinoma | esophageal cancer | ESCC | ~cancer of the gullet
same: endometrial cancer | ~womb cancer | ~uterine cancer
same: ovarian cancer | ~cancer of the ovary | ovarian carcinoma | ~ovarian tumor
same: bladder cancer | urothelial carcinoma | ~cancer of the bladder
same: head and neck squamous cell carcinoma | HNSCC | head and neck cancer
same: nasopharyngeal carcinoma | NPC
same: glioblastoma | GBM | ~glioblastoma multiforme
same: uveal melanoma | ~eye melanoma | ~ocular melanoma
same: osteosarcoma | ~bone cancer
same: acute myeloid leukemia | AML
same: chronic lymphocytic leukemia | CLL
same: leukemia | ~blood cancer
same: papillary thyroid cancer | thyroid cancer | thyroid carcinoma | PTC
related: tumor | cancer | ~carcinoma | ~malignancy | ~neoplasm
related: anticancer | antitumor | ~anti-cancer | ~anti-tumor

same: extracellular vesicle | EV
same: small extracellular vesicle | sEV
related: exosome | extracellular vesicle | small extracellular vesicle | EV | sEV
related: ~vesicle | exosome
same: tumor-derived exosome | TEX | TDE
same: outer membrane vesicle | OMV
same: tumor-associated macrophage | TAM
same: M2 macrophage | M2-like macrophage | M2 TAM | M2 tumor-associated macrophage | ~alternatively activated macrophage
same: M1 macrophage | M1-like macrophage | M1 TAM | M1 tumor-associated macrophage | ~classically activated macrophage
same: cancer-associated fibroblast | CAF
same: cancer stem cell | CSC
same: circulating tumor cell | CTC
same: mesenchymal stem cell | MSC | mesenchymal stromal cell
same: adipose-derived stem cell | ADSC
same: bone marrow-derived macrophage | BMDM
same: natural killer cell | NK cell
same: dendritic cell | DC
same: regulatory T cell | Treg
same: myeloid-derived suppressor cell | MDSC
same: cytotoxic T lymphocyte | ~killer T cell | CD8 T cell | CTL
same: tumor-infiltrating lymphocyte | TIL
same: chimeric antigen receptor macrophage | CAR-M | CAR macrophage
same: chimeric antigen receptor T cell | CAR-T cell
same: leukocyte | ~white blood cell
same: erythrocyte | ~red blood cell
same: platelet | ~thrombocyte
same: adipocyte | ~fat cell
same: adipose tissue | ~fat tissue
same: cardiomyocyte | ~heart muscle cell | ~cardiac muscle cell
same: neuron | ~nerve cell
related: endothelial cell | endothelium | ~endothelia
related: epithelial cell | epithelium
same: tumor microenvironment | TME
same: extracellular matrix | ECM
same: pre-metastatic niche | premetastatic niche | PMN
same: epithelial-mesenchymal transition | EMT

same: long non-coding RNA | lncRNA | ~long non-coding RNAs
same: circular RNA | circRNA | ~circular RNAs
same: small interfering RNA | siRNA | ~small interfering RNAs
same: messenger RNA | mRNA | ~messenger RNAs
same: competing endogenous RNA | ceRNA | ~competing endogenous RNAs

related: hepatic | ~liver
related: cardiac | ~heart | myocardial
related: pulmonary | ~lung
related: renal | ~kidney
related: cerebral | ~brain
related: cutaneous | ~skin
related: osseous | ~bone
same: ~murine | ~mouse | ~mice
related: pediatric | ~child | ~children | ~childhood
related: ~female | ~woman | ~women
same: hypoxia | hypoxic | ~oxygen-starved | ~low oxygen | ~lack of oxygen | ~oxygen deprivation
same: angiogenesis | ~new vessels | new blood vessels | neovascularization | ~vessel growth | ~tube formation
same: lymphangiogenesis | ~new lymphatic vessels
related: vascular | blood vessel | ~vessel
same: thrombosis | ~clot | thrombus | ~blood clot | ~clotting
same: metastasis | ~spread | ~dissemination
same: chemoresistance | drug resistance | chemotherapy resistance | ~resistance to chemotherapy
same: chemotherapy | ~chemo
same: phagocytosis | engulfment | ~engulf | phagocytose
same: autophagy | ~self-eating
same: apoptosis | programmed cell death
same: senescence | ~cell aging
same: glycolysis | glycolytic | ~sugar metabolism
same: fibrosis | ~scarring
same: adverse effect | side effect | toxicity | ~downside | ~drawback
related: biomarker | ~marker
same: immunotherapy | ~immune therapy
same: immune checkpoint inhibitor | ICI | checkpoint blockade | checkpoint inhibitor
same: radiotherapy | radiation therapy | irradiation
same: exercise | ~physical activity | ~training
same: obesity | ~overweight | ~obese
same: diabetes mellitus | diabetes
same: overall survival | ~OS
same: area under the curve | AUC | area under the ROC curve | ROC curve
same: freeze-dried | lyophilized | ~lyophilised
same: mouse xenograft | xenograft
same: intravenous | ~i.v.
same: nanoparticle | ~nano-particle
same: nanocarrier | ~nano-carrier | nanovesicle

same: paclitaxel | taxol | ~PTX
same: docetaxel | ~taxotere
same: doxorubicin | adriamycin | ~DOX
same: fluorouracil | ~5-fluorouracil | 5-FU
same: oxaliplatin | L-OHP
same: cisplatin | DDP | CDDP
same: gemcitabine | ~gemzar | ~GEM
same: temozolomide | TMZ
same: pembrolizumab | ~keytruda
same: nivolumab | ~opdivo
same: trastuzumab | ~herceptin
same: bevacizumab | ~avastin
same: sorafenib | ~nexavar
same: imatinib | ~gleevec | ~glivec
same: tamoxifen | ~nolvadex
same: acetylsalicylic acid | aspirin
same: acetaminophen | ~paracetamol
same: ascorbic acid | vitamin C
same: chloroquine | CHQ
same: lipopolysaccharide | LPS
same: diphtheria toxin | ~diphtheria

same: B7-H3 | CD276
same: PD-L1 | CD274 | B7-H1 | programmed death-ligand 1
same: PD-1 | PDCD1 | CD279 | programmed cell death protein 1
same: HER2 | ErbB2 | ~neu
same: EGFR | epidermal growth factor receptor | ErbB1
same: VEGF | vascular endothelial growth factor
same: COX-2 | cyclooxygenase-2 | PTGS2
same: TNF-alpha | tumor necrosis factor alpha | tumor necrosis factor | TNF
same: TGF-beta | transforming growth factor beta
same: IFN-gamma | interferon gamma
same: NF-kappaB | nuclear factor kappa B
same: HIF-1alpha | hypoxia-inducible factor 1 alpha
same: CCL2 | MCP-1 | monocyte chemoattractant protein 1
same: CCL5 | RANTES
same: CXCL12 | SDF-1 | stromal cell-derived factor 1
same: CXCL8 | IL-8 | interleukin-8
same: IL-1beta | interleukin-1 beta
same: IL-4 | interleukin-4
same: IL-6 | interleukin-6
same: IL-10 | interleukin-10
same: IL-13 | interleukin-13
same: CSF1R | colony-stimulating factor 1 receptor
same: M-CSF | CSF1 | macrophage colony-stimulating factor
same: GM-CSF | granulocyte-macrophage colony-stimulating factor
same: SIRPalpha | signal regulatory protein alpha
same: iNOS | NOS2 | inducible nitric oxide synthase
same: arginase-1 | ARG1
same: MMP | matrix metalloproteinase
same: ROS | reactive oxygen species
same: p53 | TP53
same: TLR4 | toll-like receptor 4
same: HMGB1 | high mobility group box 1
same: PSA | prostate-specific antigen
same: neutral sphingomyelinase 2 | nSMase2 | nSM2
same: ESCRT | endosomal sorting complex required for transport
same: polymeric immunoglobulin receptor | pIgR
same: integrin beta 2 | ITGB2

verbs: promote | enhance | facilitate | boost | stimulate | accelerate | favor | foster | aggravate | help
verbs: increase | raise | elevate | upregulate | higher | rise | augment | goes up | overexpress | enrich
verbs: decrease | reduce | lower | fewer | downregulate | diminish | attenuate | decline | less
verbs: inhibit | suppress | block | prevent | impair | restrain | hinder | slow | abrogate | stop | hold back
verbs: activate | switch on | turn on | trigger | induce | start | initiate | evoke
verbs: inactivate | switch off | turn off | silence | shut down | knock down | deplete
verbs: polarize | skew | steer | shift | reprogram | drive | turn into | switch to | repolarize | educate
verbs: deliver | transfer | transport | hand over | carry | shuttle | convey | give | transmit
verbs: secrete | release | shed | produce | secretion | give off
verbs: recruit | attract | pull in | chemotaxis | infiltrate | draw
verbs: package | pack | load | sort | encapsulate | incorporate | put into
verbs: bind | engage | interact | touch | contact | attach | crosstalk
verbs: target | act on | hit | regulate | control | modulate | govern | mediate
verbs: need | require | depend | necessary | essential
verbs: detect | measure | discover | tell from | distinguish | discriminate | diagnose
verbs: express | expression | present | contain | hold | bear
verbs: destroy | kill | eliminate | lyse | eradicate | cytotoxic | death
verbs: grow | proliferate | growth | proliferation
verbs: migrate | move | migration | motility | invade
verbs: change | alter | modify | affect | influence | impact
verbs: compare | versus | better | stronger | superior | greater | exceed
verbs: cause | lead to | result in | responsible
verbs: motivate | reason
verbs: translated | encoded | encode | translate
verbs: dormant | dormancy | quiescent | quiescence
verbs: called | termed | named | designated | known as
verbs: healthy | normal | control | non-cancerous
verbs: fail | resistant | nonresponder | refractory | progress | resistance
verbs: link | associate | correlate | connect | relate
verbs: type | kind | subtype | form
verbs: prepare | prime | precondition | pretreat
"""
