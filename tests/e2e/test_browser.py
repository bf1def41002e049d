"""What a child and a parent see, in a real Chromium, found the way they find it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from cute_animal.label import read_label
from cute_animal.wording import IDEAS, SENTENCES, Language, say

pytestmark = pytest.mark.browser

RABBIT = "一只穿红色背带裤的小兔子"
PATIENCE_MS = 60_000
expect.set_options(timeout=20_000)  # everything else is a matter of milliseconds, but not on a busy computer
PHONE = (390, 844)


def wish_box(page: Page, language: Language = "zh") -> Locator:
    return page.get_by_label(say("page-wish", language))


def button(page: Page, key: str, language: Language = "zh") -> Locator:
    return page.get_by_role("button", name=say(key, language), exact=True)


def advanced(page: Page, language: Language = "zh") -> Locator:
    """The accordion's head: its accessible name ends with the sign that shows whether it is open."""
    return page.get_by_role("button", name=say("page-advanced", language))


def picture(page: Page) -> Locator:
    return page.get_by_role("img", name=re.compile("AI 画的小动物|drawn by AI"))


def seed(page: Page) -> Locator:
    return page.get_by_text(re.compile(r"^(种子|Seed) \d+$"))


@pytest.mark.parametrize("window", [(1280, 900), PHONE], ids=["desktop", "phone"])
def test_a_child_draws_a_rabbit_watches_and_keeps_it(
    visit: Callable[..., Page], slow_model: float, window: tuple[int, int]
) -> None:
    page = visit("zh-CN", *window)
    advanced(page).click()
    wish_box(page).fill(RABBIT)
    page.wait_for_timeout(1000)  # the page's first answers set the slider back to its default
    page.get_by_role("spinbutton").first.fill("8")
    button(page, "page-draw").click()
    expect(page.get_by_text(re.compile("正在画：第 [1-8] 步，共 8 步"))).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("progressbar")).to_be_in_viewport()
    expect(button(page, "page-draw")).to_be_disabled()
    expect(picture(page)).to_be_visible(timeout=PATIENCE_MS)
    expect(picture(page)).to_have_js_property("naturalWidth", 512)
    expect(button(page, "page-draw")).to_be_enabled()
    expect(page.get_by_role("listitem").filter(has_text="兔")).to_be_visible()
    expect(seed(page)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    assert download.value.suggested_filename.endswith(".png")
    assert read_label(download.value.path()).is_ai_generated


def test_the_enter_key_draws_and_a_second_enter_does_no_harm(visit: Callable[..., Page]) -> None:
    page = visit()
    wish_box(page).fill(RABBIT)
    wish_box(page).press("Enter")
    wish_box(page).press("Enter")
    expect(picture(page)).to_be_visible(timeout=PATIENCE_MS)


def test_a_refusal_is_a_friendly_card_with_ideas_and_no_picture(visit: Callable[..., Page]) -> None:
    page = visit()
    wish_box(page).fill("拿枪的小熊")
    button(page, "page-draw").click()
    card = page.get_by_role("alert")
    expect(card).to_contain_text(SENTENCES["unsafe-prompt"]["zh"], timeout=PATIENCE_MS)
    expect(card).not_to_contain_text("枪")
    expect(picture(page)).to_have_count(0)
    offered = page.locator("#show").get_by_role("button")
    expect(offered).to_have_count(3)
    wish = offered.first.inner_text()
    assert wish in IDEAS["zh"]
    offered.first.click()
    expect(picture(page)).to_be_visible(timeout=PATIENCE_MS)
    expect(wish_box(page)).to_have_value(wish)
    expect(card).to_have_count(0)


def test_what_it_cannot_draw_is_said_in_words(visit: Callable[..., Page]) -> None:
    page = visit()
    wish_box(page).fill("一只骑自行车的鳄鱼")
    button(page, "page-draw").click()
    expect(page.get_by_role("alert")).to_contain_text("小熊", timeout=PATIENCE_MS)
    expect(picture(page)).to_have_count(0)
    expect(page.locator("#show").get_by_role("button")).to_have_count(3)


def begin_long_drawing(page: Page) -> None:
    advanced(page).click()
    wish_box(page).fill(RABBIT)
    page.wait_for_timeout(1000)  # the page's first answers set the slider back to its default
    page.get_by_role("slider").press("End")
    expect(page.get_by_role("spinbutton").first).to_have_value("50")
    button(page, "page-draw").click()
    expect(page.get_by_text(re.compile(r"第 \d+ 步，共 50 步"))).to_be_visible(timeout=PATIENCE_MS)


def test_stop_ends_the_drawing_at_once(visit: Callable[..., Page], slow_model: float) -> None:
    page = visit()
    expect(button(page, "page-stop")).to_be_disabled()
    begin_long_drawing(page)
    button(page, "page-stop").click()
    expect(page.get_by_text(SENTENCES["cancelled"]["zh"])).to_be_visible(timeout=20 * slow_model * 1000)
    expect(button(page, "page-stop")).to_be_disabled()
    # The engine is free again long before 50 slow steps are over.
    page.get_by_role("slider").press("Home")
    button(page, "page-draw").click()
    expect(picture(page)).to_be_visible(timeout=45 * slow_model * 1000)


def test_a_page_that_is_reloaded_while_it_draws_finds_its_drawing_again(
    visit: Callable[..., Page], slow_model: float
) -> None:
    page = visit()
    begin_long_drawing(page)
    page.reload()
    expect(page.get_by_text(re.compile(r"第 \d+ 步，共 50 步"))).to_be_visible(timeout=PATIENCE_MS)
    expect(wish_box(page)).to_have_value(RABBIT)
    expect(button(page, "page-draw")).to_be_disabled()
    second = page.context.new_page()  # another tab of the same browser
    second.goto(page.url)
    expect(second.get_by_text(re.compile(r"第 \d+ 步，共 50 步"))).to_be_visible(timeout=PATIENCE_MS)
    button(second, "page-stop").click()
    for each in (page, second):
        expect(each.get_by_text(SENTENCES["cancelled"]["zh"])).to_be_visible(timeout=PATIENCE_MS)


def test_a_page_that_is_reloaded_shows_its_finished_picture_to_this_browser_only(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    wish_box(page).fill(RABBIT)
    wish_box(page).press("Enter")
    expect(picture(page)).to_be_visible(timeout=PATIENCE_MS)
    used = seed(page).inner_text()
    page.reload()
    expect(picture(page)).to_be_visible(timeout=PATIENCE_MS)
    expect(picture(page)).to_have_js_property("naturalWidth", 512)
    expect(seed(page)).to_have_text(used)
    expect(button(page, "page-draw")).to_be_enabled()
    stranger = visit()
    expect(button(stranger, "page-draw")).to_be_enabled(timeout=PATIENCE_MS)
    stranger.wait_for_timeout(1000)
    expect(picture(stranger)).to_have_count(0)


def test_a_phone_that_slept_comes_back_to_its_drawing(visit: Callable[..., Page], slow_model: float) -> None:
    page = visit("zh-CN", *PHONE)
    begin_long_drawing(page)
    page.evaluate("""() => {
      window.before = true;
      const now = Date.now;
      const set = (hidden) => {
        Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      };
      set(true);
      Date.now = () => now() + 60000;
      set(false);
    }""")
    page.wait_for_function("window.before === undefined", timeout=PATIENCE_MS)
    expect(page.get_by_text(re.compile(r"第 \d+ 步，共 50 步"))).to_be_visible(timeout=PATIENCE_MS)
    button(page, "page-stop").click()
    expect(page.get_by_text(SENTENCES["cancelled"]["zh"])).to_be_visible(timeout=PATIENCE_MS)


def test_the_same_again_keeps_the_seed_and_another_one_changes_it(visit: Callable[..., Page]) -> None:
    page = visit("en-US")
    wish_box(page, "en").fill("a little rabbit in red overalls")
    button(page, "page-draw", "en").click()
    expect(picture(page)).to_be_visible(timeout=PATIENCE_MS)
    used, first = seed(page).inner_text(), picture(page).get_attribute("src")
    wish_box(page, "en").fill("something else")
    button(page, "page-again", "en").click()
    expect(picture(page)).not_to_have_attribute("src", str(first), timeout=PATIENCE_MS)
    expect(seed(page)).to_have_text(used)
    expect(wish_box(page, "en")).to_have_value("a little rabbit in red overalls")
    button(page, "page-another", "en").click()
    expect(seed(page)).not_to_have_text(used, timeout=PATIENCE_MS)
    expect(picture(page)).to_be_visible()


def test_a_seed_of_ones_own_is_used_when_randomize_is_off(visit: Callable[..., Page]) -> None:
    page = visit()
    advanced(page).click()
    page.get_by_label(say("page-randomize", "zh")).uncheck()
    page.get_by_label(say("page-seed", "zh"), exact=True).fill("7")
    wish_box(page).fill(RABBIT)
    button(page, "page-draw").click()
    expect(seed(page)).to_have_text("种子 7", timeout=PATIENCE_MS)


def test_a_tapped_example_is_drawn_and_comes_into_view_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit("zh-CN", *PHONE)
    example = IDEAS["en"][1]
    page.get_by_role("button", name=example).click()
    expect(wish_box(page)).to_have_value(example)
    expect(picture(page)).to_be_visible(timeout=PATIENCE_MS)
    expect(picture(page)).to_be_in_viewport()


@pytest.mark.parametrize(
    ("locale", "language"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("fr-FR", "en")]
)
def test_the_page_speaks_the_language_of_the_browser(
    visit: Callable[..., Page], locale: str, language: Language
) -> None:
    page = visit(locale)
    expect(page.get_by_role("heading", level=1)).to_have_text(say("page-title", language))
    expect(wish_box(page, language)).to_be_visible()
    for key in ("page-draw", "page-stop"):
        expect(button(page, key, language)).to_be_visible()
    expect(page.get_by_text(say("page-idle", language))).to_be_visible()
    expect(page.get_by_text("page-")).to_have_count(0)
    examples = page.locator("#more .wishes").get_by_role("button")
    own, other = (IDEAS["zh"][0], IDEAS["en"][1]) if language == "zh" else (IDEAS["en"][1], IDEAS["zh"][0])
    expect(examples.nth(0)).to_have_text(own)
    expect(examples.nth(3)).to_have_text(other)


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_nothing_stands_out_of_a_phone(visit: Callable[..., Page], locale: str) -> None:
    page = visit(locale, *PHONE)
    advanced(page, "zh" if locale == "zh-CN" else "en").click()
    expect(page.get_by_role("slider")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_while_the_model_wakes_up_the_page_says_so(
    visit: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cute_animal.pipeline.loading_state", lambda *_: "loading")
    page = visit()
    waking = page.get_by_text(say("page-waking", "zh"))
    expect(waking).to_be_visible()
    monkeypatch.undo()
    expect(waking).to_be_hidden()


@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh"), ("en-US", "en")])
@pytest.mark.parametrize("window", [(1280, 900), PHONE], ids=["desktop", "phone"])
def test_a_parent_finds_their_page_and_the_way_back(
    visit: Callable[..., Page], locale: str, language: Language, window: tuple[int, int]
) -> None:
    page = visit(locale, *window)
    page.get_by_role("link", name=say("page-parents", language), exact=True).click()
    expect(page.get_by_role("heading", name=say("parents-title", language))).to_be_visible()
    expect(page.get_by_text(say("parents-no-pin", language))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= window[0]
    page.get_by_role("link", name=say("parents-back", language)).click()
    expect(wish_box(page, language)).to_be_visible(timeout=PATIENCE_MS)
