# dondoc: two commands for a newcomer, `make run` and `make test`. `make` alone prints this help.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CORPUS ?= ../shared/corpus

.PHONY: help run test lint install demo-reset up corpus bench format clean

help:            ## in danh sách lệnh này
	@echo "dondoc – đôn đốc việc thực hiện văn bản chỉ đạo"; echo
	@grep -hE '^[a-z-]+: .*##|^[a-z-]+:  *##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22
	@echo; echo "Bắt đầu: make run"

run: $(STAMP)    ## cài đặt rồi chạy bản trình diễn (dừng bằng Ctrl-C)
	@$(BIN)/dondoc demo

up: $(STAMP)     ## như trên, dùng thật, không có dữ liệu trình diễn
	@$(BIN)/dondoc up

demo-reset: $(STAMP) ## xoá dữ liệu trình diễn; lần `make run` sau bắt đầu lại
	@$(BIN)/dondoc demo --reset

test: $(STAMP)   ## cài đặt rồi chạy mọi phép thử
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q
	@echo; echo "Đã chạy xong các phép thử. Tiếp theo: make lint, make run."

lint: $(STAMP)   ## định dạng, quy tắc, kiểu và hướng phụ thuộc
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports

format: $(STAMP) ## sửa định dạng
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

corpus: $(STAMP) ## đo việc đọc văn bản trên bộ mẫu (CORPUS=thư mục)
	@$(BIN)/python -m bench.reading_quality tests/samples
	@if [ -f $(CORPUS)/score.py ]; then PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python $(CORPUS)/score.py; \
	else echo "Không có bộ mẫu ở $(CORPUS); chỉ đo trên tests/samples."; fi

install: $(STAMP) ## chỉ dựng môi trường .venv

# The lock names every package with its hashes, so nothing is left to resolve (--no-deps).
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên; chỉ ra bằng: make PYTHON=python3.12 …"; exit 1; }
	@echo "Dựng môi trường trong $(VENV) (lần đầu mất một hai phút) …"
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) || { echo "Không tạo được môi trường. Trên Debian: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q directive notifications portal tasks flows
	@touch $@
	@echo "Đã dựng xong môi trường: $$($(BIN)/dondoc --version)"

clean:           ## xoá môi trường và tệp tạm (không đụng dữ liệu trong var)
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
