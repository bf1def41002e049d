"""What grown-ups read at the command line and through programs of others; wording.py joins it."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["zh", "en"]

# export.py, runtime.py: read by the grown-up who started the program
_EXPORT: dict[str, dict[Language, str]] = {
    "cannot-export": {
        "zh": "画法 {name} 还不能导出。能导出的是：{names}。",
        "en": "The preset {name} cannot be exported yet. This one can: {names}.",
    },
    "runtime-not-installed": {
        "zh": "{runtime} 还没有安装：请运行 pip install '.[{runtime}]'。",
        "en": "{runtime} is not installed: pip install '.[{runtime}]' does it.",
    },
    "reading-needs-train": {
        "zh": "要读出画里有什么，需要画图的库：请运行 pip install '.[train]'，或者用 --wishes 0 跳过。",
        "en": "To read what pictures show, the drawing library is needed: pip install '.[train]', or leave it"
        " out with --wishes 0.",
    },
    "export-too-far-off": {
        "zh": "导出的模型和 torch 画得不一样，所以没有保存。",
        "en": "The exported model does not draw what torch draws, so it was not kept.",
    },
    "too-far-off-by": {"zh": "差得太多：{reason}。", "en": "Too far off: {reason}."},
    "not-exported": {
        "zh": "{folder} 里没有导出的模型。请先运行：python -m cute_animal export --preset {name}"
        " --format {runtime}",
        "en": "There is no exported model in {folder}. Make it first: python -m cute_animal export --preset"
        " {name} --format {runtime}",
    },
    "export-broken": {
        "zh": "{folder} 里导出的模型不完整或者坏了（{reason}）。请重新导出。",
        "en": "The exported model in {folder} is incomplete or broken ({reason}). Please export it again.",
    },
    "export-of-another": {
        "zh": "{folder} 里导出的是另一个模型（{was}），不是 {name}、{runtime}。",
        "en": "What is exported in {folder} is another one ({was}), not {name}, {runtime}.",
    },
    "export-is-old": {
        "zh": "{folder} 里导出的是 {name} 以前的权重。请重新导出。",
        "en": "What is exported in {folder} are other weights of {name} than those here. Please export it"
        " again.",
    },
}

# workflow.py: read by the grown-up at the command line
_WORKFLOW: dict[str, dict[Language, str]] = {
    "no-workflow": {
        "zh": "画法 {name} 没有 ComfyUI 工作流。有的是：{names}。",
        "en": "The preset {name} has no ComfyUI workflow. These have one: {names}.",
    },
    "scheduler-not-in-comfyui": {
        "zh": "ComfyUI 里没有和调度器“{name}”一样的。可以选的有：{names}。",
        "en": 'ComfyUI has nothing that walks like the scheduler "{name}". These it has: {names}.',
    },
    "comfyui-needs-a-preset": {
        "zh": "CUTE_ANIMAL_COMFYUI 要和一个有工作流的画法一起用（CUTE_ANIMAL_PRESET：{names}），"
        "不能同时设置 CUTE_ANIMAL_REMOTE。",
        "en": "CUTE_ANIMAL_COMFYUI needs a preset that has a workflow (CUTE_ANIMAL_PRESET: {names}), and no"
        " CUTE_ANIMAL_REMOTE beside it.",
    },
    "comfyui-not-installed": {
        "zh": "要和 ComfyUI 通话还差一个库：请运行 pip install '.[comfyui]'。",
        "en": "To talk to ComfyUI one library is missing: pip install '.[comfyui]' brings it.",
    },
    "workflow-is-not-json": {
        "zh": "工作流只能存成 .json 文件：{path}。",
        "en": "Workflows are saved as .json files only: {path}.",
    },
}

# __main__.py: read by the grown-up at the command line
_COMMAND_LINE: dict[str, dict[Language, str]] = {
    "try-these-wishes": {"zh": "可以试试：", "en": "Try one of these:"},
    "out-is-not-png": {
        "zh": "画只能存成 .png 文件：{path}。",
        "en": "Pictures are saved as .png files only: {path}.",
    },
    "pin-is-none": {
        "zh": "家长密码要有 {least} 到 {most} 个字符，前后没有空格。",
        "en": "The PIN needs {least} to {most} characters, without spaces around it.",
    },
    "server-is-no-address": {
        "zh": "这不是一个地址：{server}。要写成 http://127.0.0.1:8188 这样。",
        "en": "That is no address: {server}. It looks like http://127.0.0.1:8188.",
    },
    "no-label-found": {
        "zh": "这张图片没有 AI 生成标识：{path}。",
        "en": "This picture carries no AI label: {path}.",
    },
}

# api.py, remote.py: read by people through programs of others
_API: dict[str, dict[Language, str]] = {
    "api-no-json": {
        "zh": "请求的正文不是正确的 JSON。",
        "en": "The body of the request is not valid JSON.",
    },
    "api-missing": {"zh": "少了参数 {name}。", "en": "The parameter {name} is missing."},
    "api-bad-value": {
        "zh": "参数 {name} 的值用不了，请看 /v1/openapi.json。",
        "en": "The value of {name} cannot be used; see /v1/openapi.json.",
    },
    "api-unknown-parameter": {"zh": "不认识参数 {name}。", "en": "There is no parameter {name}."},
    "api-size": {"zh": "画纸只有这几种大小：{sizes}。", "en": "There is paper of these sizes only: {sizes}."},
    "api-not-transparent": {
        "zh": "小动物的背景总是画满的，不能透明。",
        "en": "The background is always painted; it cannot be transparent.",
    },
    "bad-key": {
        "zh": "钥匙不对：请在 Authorization 里写上 Bearer 和这里的 API key。",
        "en": "That is not a key of this place: send Authorization: Bearer and an API key of it.",
    },
    "limit-reached": {
        "zh": "这把钥匙这一分钟的画都画完啦，请过一会儿再来。",
        "en": "This key has had its pictures of this minute. Please come back in a little while.",
    },
    "remote-needs-a-preset": {
        "zh": "CUTE_ANIMAL_REMOTE_MODEL={name} 不是内置模型：请同时用 CUTE_ANIMAL_PRESET "
        "选一个与它相称的通用模型。",
        "en": "CUTE_ANIMAL_REMOTE_MODEL={name} is not the built-in model: set CUTE_ANIMAL_PRESET, too, "
        "to the general model that it is like.",
    },
    "tool-draw": {
        "zh": "按中文或英文的愿望画一只可爱的小动物，适合小朋友。prompt：愿望，最多 400 个字；seed：0 到"
        " 2147483647，不填就随机；num_inference_steps：画几步，不填就用合适的步数；preset：用哪个模型画，"
        "不填就用设定的。返回带 AI 生成标识的 PNG 图片、它的地址和种子。同样的愿望加上同样的种子，"
        "就是同一张画。",
        "en": "Draw a cute animal, fit for small children, from a wish in Chinese or English. prompt: the"
        " wish, at most 400 characters; seed: 0 to 2147483647, a random one without;"
        " num_inference_steps: how often the model goes over the picture, as suits it without; preset: which"
        " model draws, the one that is set without. Returns a PNG picture that carries its AI label, its"
        " address, and the seed. The same wish with the same seed is the same picture.",
    },
    "mcp-not-there": {
        "zh": "CUTE_ANIMAL_MCP 需要另一个软件包：pip install 'gradio[mcp]'。",
        "en": "CUTE_ANIMAL_MCP needs one more package: pip install 'gradio[mcp]'.",
    },
    "engine-socket": {
        "zh": "画画的引擎不能在 {path} 等候：{reason}。",
        "en": "The engine cannot listen at {path}: {reason}.",
    },
    "engine-needs-a-socket": {
        "zh": "请用 --socket 或 CUTE_ANIMAL_ENGINE 说明引擎在哪个套接字文件等候。",
        "en": "Say with --socket or CUTE_ANIMAL_ENGINE at which socket file the engine listens.",
    },
    "no-such-model": {"zh": "这里没有这个画法。", "en": "No model of that name draws here."},
    "body-too-large": {
        "zh": "这个请求太大啦，一个愿望用不了这么多。",
        "en": "That is far too much for one wish.",
    },
    "wrong-host": {
        "zh": "请用这台电脑自己的地址打开，比如 localhost。",
        "en": "Please open this by the computer's own address, such as localhost.",
    },
    "not-found": {"zh": "这里没有这样的东西。", "en": "There is no such thing here."},
}

DOORS: Final[dict[str, dict[Language, str]]] = {**_EXPORT, **_WORKFLOW, **_COMMAND_LINE, **_API}
