# make demo   sets everything up, reads the sample documents and computes a small invented city
# make test   sets everything up and runs every test that needs nothing more
# Neither needs root. `make` alone lists all targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CATALOGUES := $(wildcard src/bole/locale/*/LC_MESSAGES/*.po)
MESSAGES := $(CATALOGUES:.po=.mo)
SAMPLES := $(sort $(wildcard src/bole/samples/*.html src/bole/samples/*.docx src/bole/samples/*.pdf src/bole/samples/*.txt))

.PHONY: help setup demo serve frontend test coverage postgres browser spark check speed bench messages lock clean

help:
	@echo "make demo     读三份样例文件，算一座虚构的小城，写出网页和表格 / read the samples, compute a small city"
	@echo "make serve    启动演示用的登记库，先要 make demo / the register of the demo, after make demo"
	@echo "make test     全部不需要额外软件的测试 / every test that needs nothing more"
	@echo "make postgres 数据库的测试再在 PostgreSQL 上跑一遍 / the tests of the database again, on PostgreSQL"
	@echo "make browser  浏览器测试（需要 chromium）/ the tests in a browser (needs chromium)"
	@echo "make spark    用 Spark 计算的测试（需要 Java 17）/ the tests that compute with Spark (need Java 17)"
	@echo "make check    格式、类型和分层检查 / style, types, arrows"
	@echo "make speed    命令和阅读的速度 / the speed of the commands and of reading"
	@echo "make bench    规则引擎与同类并排测量；PERSONS=1000000 PEERS=bole,polars_lazy RUNS=3 PLAN=run|warm|latency|schemes|simulate"
	@echo "              the policy engine beside its peers, in an environment of their own (1 GB with all of them)"
	@echo "make messages 更新并编译界面文字 / update and compile the messages"
	@echo "make frontend 重新编译网页的样式和脚本（需要 node）/ compile the sheet and scripts of the pages again (needs node)"
	@echo "make lock     重新锁定依赖 / lock the dependencies again"

setup: $(READY) $(MESSAGES)

$(READY): requirements.lock pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 以上；请用 make PYTHON=python3.11 指定。 / Python >= 3.11 is needed: make PYTHON=python3.11 ..."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

%.mo: %.po $(READY)
	$(BIN)/python hatch_build.py

# The city is invented, and the figures that the sources leave open are assumed (src/bole/samples/zhongshan-assumed).
# It is run as of 2025-09-30: today no rule is in force, which the last step shows.
DAY := 2025-09-30
ASSUMED := --packs src/bole/samples/zhongshan-assumed
PEOPLE ?= 100000

# The register of the demo lies in a folder of its own; its accounts are made at random and told once. They have no
# second factor, so nobody needs a telephone to look around: the server is for this machine alone.
REGISTERED ?= 20000
# What was paid before nobody has told it: of an invented city that is nothing.
REGISTER := BOLE_HOME=$(CURDIR)/out/home BOLE_SECOND_FACTOR=no BOLE_PLACE=zhongshan BOLE_COVERED=claim,payment BOLE_PACKS=$(CURDIR)/src/bole/samples/zhongshan-assumed
FILES := employers:employer.xlsx household:household.csv insurance:insurance.csv employment:employment.csv certificates:certificate.xlsx training:training.csv school:school.parquet

# `bole compare` ends with 1 when it finds contradictions, as it may.
demo: setup
	@mkdir -p out && rm -rf out/city out/decisions out/rules out/register-city out/register-snapshot out/home out/imports.txt
	@printf '\n== 一、读三份样例文件 / reading three sample documents\n'
	$(BIN)/bole read $(SAMPLES) --xlsx out/division.xlsx --html out/reading.html >out/reading.txt
	@head -n 24 out/reading.txt
	$(BIN)/bole compare $(SAMPLES) || test $$? -eq 1
	@printf '\n== 二、造一座虚构的城，$(PEOPLE) 人 / an invented city of $(PEOPLE) people\n'
	$(BIN)/bole synth --city zhongshan --people $(PEOPLE) --seed 7 --out out/city
	@printf '\n== 三、全部政策项目算一遍，按 $(DAY) / every scheme decided, as of $(DAY)\n'
	$(BIN)/bole run out/city --as-of $(DAY) $(ASSUMED) --out out/decisions >out/run.txt
	@head -n 40 out/run.txt
	@printf '\n== 四、对一个人说清楚，再看下一步 / one person told, and his next steps\n'
	$(BIN)/bole explain out/city --person `$(BIN)/python -m bole.samples.somebody out/city out/decisions` --as-of $(DAY) $(ASSUMED) --html out/person.html >out/person.txt
	$(BIN)/bole advise out/city --person `$(BIN)/python -m bole.samples.somebody out/city out/decisions` --as-of $(DAY) $(ASSUMED) --html out/advice.html | head -n 20
	@printf '\n== 五、上浮由三成改为四成 / the uplift from 30 to 40 per cent\n'
	$(BIN)/bole simulate out/city --as-of $(DAY) $(ASSUMED) --set zhongshan.shortage-uplift=40 --budget 30000000 --html out/simulation.html --xlsx out/simulation.xlsx | head -n 14
	@printf '\n== 六、规则写成网页；今天有没有现行规定 / the rules as pages; whether a rule is in force today\n'
	$(BIN)/bole rules --html out/rules
	$(BIN)/bole run out/city --as-of `date +%F` $(ASSUMED) --scheme zhongshan.skill-upgrade | head -n 12
	@printf '\n== 七、部门送来的文件导入登记库 / the files of departments come into a register\n'
	$(BIN)/bole synth --city zhongshan --people $(REGISTERED) --seed 7 --files --out out/register-city >out/register-city.txt
	@set -e; for file in $(FILES); do $(REGISTER) $(BIN)/bole import out/register-city/files/$${file#*:} --as $${file%%:*} 2>>out/imports.txt || test $$? -eq 1; done
	@printf '\n== 八、登记库做成快照，再算一遍，记为一次运行 / a snapshot of the register, the schemes run over it, the run written down\n'
	$(REGISTER) $(BIN)/bole snapshot --out out/register-snapshot || test $$? -eq 1
	@$(REGISTER) $(BIN)/bole run out/register-snapshot --as-of $(DAY) --scheme zhongshan.skill-upgrade --record >out/register-run.txt || test $$? -eq 1
	@head -n 8 out/register-run.txt
	@printf '\n== 九、各角色各看一页 / each role opens a page\n'
	@umask 077 && $(REGISTER) $(BIN)/python -m bole.samples.walk_roles accounts >out/accounts.json
	$(REGISTER) $(BIN)/python -m bole.samples.walk_roles walk out/accounts.json
	@printf '\n演示账户和口令在 / demo accounts and their passwords: out/accounts.json\n接着看 / go on with: make serve\n'
	@printf '\n请用浏览器打开 / open in a browser: out/reading.html out/person.html out/advice.html out/simulation.html out/rules/index.html\n'
	@printf '用表格软件打开 / in a spreadsheet: out/division.xlsx out/simulation.xlsx\n'

serve: setup
	$(REGISTER) $(BIN)/bole serve

# One process for each core; the tests of a file stay together, for they share what they set up.
SIDE_BY_SIDE := -n auto --maxprocesses 4 --dist loadfile

test: setup
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)
	@echo "浏览器测试另跑：先装 chromium（Debian: apt-get install chromium fonts-noto-cjk），再 make browser。"
	@echo "The tests in a browser are apart: install chromium (Debian: apt-get install chromium fonts-noto-cjk), then make browser."

# A fifth slower: for who wants to see which lines no test reaches.
coverage: setup
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) --cov --cov-report=term

# The server comes from a wheel and goes with the tests.
postgres: setup
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) --database postgresql tests/apps tests/conf tests/portal

browser: setup
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m browser

# pyspark is large and few need it: it is installed for these tests only.
SPARK := $(VENV)/.spark
$(SPARK): requirements-spark.lock $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-spark.lock
	touch $@

spark: setup $(SPARK)
	@command -v java >/dev/null || { echo "需要 Java 17（Debian: apt-get install openjdk-17-jre-headless）。 / Java 17 is needed."; exit 1; }
	$(BIN)/python -m pytest -n auto --maxprocesses 2 --dist worksteal -m spark -p no:randomly

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

speed: setup
	@for speed in benchmarks/*_speed.py; do echo "== $$speed"; $(BIN)/python $$speed || exit 1; done

PERSONS ?= 100000
PEERS ?= all
RUNS ?= 3
PLAN ?= run
RESULTS ?= benchmarks/results/peers.jsonl
bench: setup
	@$(BIN)/python benchmarks/peers_bench.py --persons $(PERSONS) --peers $(PEERS) --runs $(RUNS) --plan $(PLAN) --results $(RESULTS)

messages: $(READY)
	$(BIN)/pybabel --quiet extract --mapping=babel.cfg --no-location --omit-header --sort-output --keyword=N_ --output=out/bole.pot src/bole
	$(BIN)/pybabel --quiet update --domain=bole --locale=en --input-file=out/bole.pot --output-dir=src/bole/locale --no-fuzzy-matching --ignore-obsolete --omit-header --no-wrap
	$(BIN)/python hatch_build.py

# The sheet and scripts that the pages load lie compiled in the package; this makes them again. It needs node.
frontend:
	cd frontend && npm install --no-package-lock --silent && npm run --silent build
	cd src/bole/portal/static/portal && sha256sum gov.css gov.js htmx.js keys.js >$(CURDIR)/frontend/built.txt

lock: $(READY)
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras --no-annotate --custom-compile-command "make lock" --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra spark --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras --no-annotate --custom-compile-command "make lock" --output-file requirements-spark.lock

clean:
	rm -rf $(VENV) .venv-peers out dist $(MESSAGES)
